package dev.segue.spring.boot;

import dev.segue.spring.SegueDarkReads;
import dev.segue.spring.SegueMigrations;
import dev.segue.spring.method.JpaPersistenceContexts;
import dev.segue.spring.method.ShapeAdvisingPostProcessor;
import dev.segue.spring.method.ShapedMethods;
import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/** {@code @DarkRead} and {@code @DuplicateWrite}, for applications with Spring's JDBC or JPA. */
@AutoConfiguration(after = SegueDarkReadAutoConfiguration.class)
@ConditionalOnClass(
        name = {
            "org.springframework.jdbc.datasource.DataSourceUtils",
            "org.springframework.transaction.annotation.Transactional",
            "org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor"
        })
@ConditionalOnBean(SegueDarkReads.class)
public class SegueMethodAutoConfiguration {

    private static final boolean JPA = ClassUtils.isPresent(
                    "jakarta.persistence.EntityManagerFactory", SegueMethodAutoConfiguration.class.getClassLoader())
            && ClassUtils.isPresent(
                    "org.springframework.orm.jpa.EntityManagerHolder",
                    SegueMethodAutoConfiguration.class.getClassLoader());

    /** {@return what puts advice around annotated beans} */
    @Bean
    static ShapeAdvisingPostProcessor segueShapeAdvisingPostProcessor(
            ObjectProvider<ShapedMethods> methods, Environment environment) {
        ShapeAdvisingPostProcessor processor = new ShapeAdvisingPostProcessor(methods);
        processor.setProxyTargetClass(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
        return processor;
    }

    /** {@return the annotated methods} */
    @Bean
    @Lazy
    ShapedMethods segueShapedMethods(
            SegueProperties properties,
            SegueMigrations migrations,
            SegueDarkReads darkReads,
            ListableBeanFactory beans) {
        return new ShapedMethods(
                migrations,
                darkReads,
                new DataSourceChoice(beans).choose(properties.dataSource()),
                beans,
                JPA ? Jpa.of(beans) : null);
    }

    private static final class Jpa {
        static @Nullable JpaPersistenceContexts of(ListableBeanFactory beans) {
            return new JpaPersistenceContexts(() ->
                    beans.getBeanProvider(EntityManagerFactory.class).stream().toList());
        }
    }
}
