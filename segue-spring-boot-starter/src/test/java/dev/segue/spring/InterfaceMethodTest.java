package dev.segue.spring;

import static dev.segue.spring.OrdersDatabase.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.client.Stage;
import dev.segue.spring.boot.SegueConfigurationFailureAnalyzer;
import dev.segue.spring.orders.JpaOrders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;

/** Annotations on methods of interfaces: followed, or refused at start. */
class InterfaceMethodTest {

    /** What a bean of the application implements. */
    interface Streets {
        @DarkRead(migration = MIGRATION, newShape = "streetSeparate")
        String street(long id);
    }

    /** The bean. */
    static class StreetsInCode implements Streets {
        @Override
        public String street(long id) {
            return "old " + id;
        }

        String streetSeparate(long id) {
            return "new " + id;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithABean {
        @Bean
        Streets streets() {
            return new StreetsInCode();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnnotationOnTheInterfaceOfABeanIsFollowed(boolean byClass) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.COMPLETE)) {
            Applications.jdbc(database)
                    .withPropertyValues("spring.aop.proxy-target-class=" + byClass)
                    .withUserConfiguration(WithABean.class)
                    .run(context ->
                            assertThat(context.getBean(Streets.class).street(3)).isEqualTo("new 3"));
        }
    }

    /** A repository with a query. */
    interface Queries extends JpaRepository<JpaOrders.InlineOrder, Long> {
        @DarkRead(migration = MIGRATION, newShape = "separate")
        @Query(value = "SELECT street FROM orders WHERE id = ?1", nativeQuery = true)
        String street(long id);

        @Query(value = "SELECT street FROM orders WHERE id = ?1", nativeQuery = true)
        String separate(long id);
    }

    /** A repository with a method of its own. */
    interface Defaults extends JpaRepository<JpaOrders.InlineOrder, Long> {
        @DuplicateWrite(migration = MIGRATION, newShape = "separate")
        default void move(long id) {}

        default void separate(long id) {}
    }

    @Configuration(proxyBeanMethods = false)
    @Import(JpaOrders.class)
    @AutoConfigurationPackage(basePackageClasses = JpaOrders.class)
    static class WithQueries {
        @Bean
        JpaRepositoryFactoryBean<Queries, JpaOrders.InlineOrder, Long> repository() {
            return new JpaRepositoryFactoryBean<>(Queries.class);
        }

        @Bean
        Object service(Queries repository) {
            return repository.toString();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(JpaOrders.class)
    @AutoConfigurationPackage(basePackageClasses = JpaOrders.class)
    static class WithDefaults {
        @Bean
        JpaRepositoryFactoryBean<Defaults, JpaOrders.InlineOrder, Long> repository() {
            return new JpaRepositoryFactoryBean<>(Defaults.class);
        }

        @Bean
        Object service(Defaults repository) {
            return repository.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {WithQueries.class, WithDefaults.class})
    void oneOnARepositoryIsRefusedAtStartWithWhereItBelongs(Class<?> configuration) {
        try (OrdersDatabase database = OrdersDatabase.bothLive(0)) {
            Applications.jpa(database).withUserConfiguration(configuration).run(context -> {
                assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(SegueConfigurationException.class);
                FailureAnalysis analysis = new SegueConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
                assertThat(analysis.getDescription())
                        .containsAnyOf("Queries.street", "Defaults.move")
                        .contains("stands on an interface", "would do nothing");
                assertThat(analysis.getAction()).contains("a method of a bean of your own");
            });
        }
    }
}
