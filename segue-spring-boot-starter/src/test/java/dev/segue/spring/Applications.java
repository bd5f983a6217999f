package dev.segue.spring;

import dev.segue.spring.boot.SegueAutoConfiguration;
import dev.segue.spring.boot.SegueDarkReadAutoConfiguration;
import dev.segue.spring.boot.SegueEndpointAutoConfiguration;
import dev.segue.spring.boot.SegueHealthAutoConfiguration;
import dev.segue.spring.boot.SegueHealthOfBoot3AutoConfiguration;
import dev.segue.spring.boot.SegueHoldAutoConfiguration;
import dev.segue.spring.boot.SegueMethodAutoConfiguration;
import dev.segue.spring.boot.SegueMetricsAutoConfiguration;
import dev.segue.spring.boot.SegueOpenFeatureAutoConfiguration;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.util.ClassUtils;

/** Small applications, on the Spring Boot that is on the class path. */
public final class Applications {

    private static final Class<?>[] SEGUE = {
        SegueAutoConfiguration.class,
        SegueDarkReadAutoConfiguration.class,
        SegueMethodAutoConfiguration.class,
        SegueEndpointAutoConfiguration.class,
        SegueMetricsAutoConfiguration.class,
        SegueHealthAutoConfiguration.class,
        SegueHealthOfBoot3AutoConfiguration.class,
        SegueOpenFeatureAutoConfiguration.class,
        SegueHoldAutoConfiguration.class
    };

    /** Where Spring Boot 3 and 4 keep the same. */
    private static final String[] JDBC = {
        "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
        "org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration",
        "org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration",
        "org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
        "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
        "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
    };

    private static final String[] JPA = {
        "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration",
        "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
    };

    private Applications() {}

    /** {@return one without a database} */
    static ApplicationContextRunner bare() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SEGUE))
                .withPropertyValues(
                        "spring.application.name=orders",
                        "segue.instance.version=v42",
                        "segue.migrations[0].name=" + OrdersDatabase.MIGRATION,
                        "segue.client.poll=20ms",
                        "segue.client.heartbeat=200ms",
                        "segue.client.lease=1m",
                        "segue.client.request=200ms",
                        "segue.dark-reads.per-ten-thousand=10000",
                        "segue.dark-reads.per-second=0");
    }

    /** {@return one with Spring's JDBC} */
    public static ApplicationContextRunner jdbc(OrdersDatabase database) {
        return bare().withConfiguration(AutoConfigurations.of(present(JDBC)))
                .withPropertyValues(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=postgres",
                        "spring.datasource.password=not-to-be-shown",
                        "spring.datasource.hikari.maximum-pool-size=6");
    }

    /** Makes a context that nobody runs into one with Spring's JDBC. */
    public static void configure(AnnotationConfigApplicationContext context, OrdersDatabase database) {
        TestPropertyValues.of(
                        "segue.migrations[0].name=" + OrdersDatabase.MIGRATION,
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=postgres")
                .applyTo(context);
        context.register(present(JDBC));
        context.register(SEGUE);
    }

    /** {@return one with JPA} */
    public static ApplicationContextRunner jpa(OrdersDatabase database) {
        return jdbc(database)
                .withConfiguration(AutoConfigurations.of(present(JPA)))
                .withPropertyValues("spring.jpa.open-in-view=false");
    }

    private static Class<?>[] present(String... names) {
        ClassLoader loader = Applications.class.getClassLoader();
        return Stream.of(names)
                .filter(name -> ClassUtils.isPresent(name, loader))
                .map(name -> ClassUtils.resolveClassName(name, loader))
                .toArray(Class<?>[]::new);
    }

    static boolean isBoot4() {
        return ClassUtils.isPresent(
                "org.springframework.boot.health.contributor.HealthIndicator", Applications.class.getClassLoader());
    }
}
