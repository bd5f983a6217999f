package dev.segue.examples.orders.spring.v1;

import dev.segue.examples.orders.spring.OrderController;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The order service in version 1. */
@SpringBootApplication
@Import(OrderController.class)
public class OrdersApplication {

    /** Starts it, with the properties of its version. */
    public static void main(String... arguments) {
        SpringApplication application = new SpringApplication(OrdersApplication.class);
        application.setAdditionalProfiles("v1");
        application.run(arguments);
    }
}
