package dev.segue.spring.orders;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The beans of the small applications. */
public final class OrdersConfiguration {

    private OrdersConfiguration() {}

    /** With Spring's JDBC. */
    @Configuration(proxyBeanMethods = false)
    public static class Jdbc {
        @Bean
        JdbcOrders orders(JdbcTemplate jdbc) {
            return new JdbcOrders(jdbc);
        }
    }

    /** With JPA. */
    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    public static class Jpa {
        @Bean
        JpaOrders orders() {
            return new JpaOrders();
        }
    }
}
