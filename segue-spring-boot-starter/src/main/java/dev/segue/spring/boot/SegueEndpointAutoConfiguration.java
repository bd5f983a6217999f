package dev.segue.spring.boot;

import dev.segue.client.Segue;
import dev.segue.spring.SegueDarkReads;
import dev.segue.spring.actuate.SegueEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The endpoint {@code /actuator/segue}. */
@AutoConfiguration(after = SegueDarkReadAutoConfiguration.class)
@ConditionalOnClass(
        name = {
            "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint"
        })
@ConditionalOnBean(SegueDarkReads.class)
public class SegueEndpointAutoConfiguration {

    /** Apart, as its condition is looked at only where the outer class's are met: there may be no actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(SegueEndpoint.class)
    static class Available {

        /** {@return the endpoint} */
        @Bean
        @ConditionalOnMissingBean
        SegueEndpoint segueEndpoint(Segue segue, SegueDarkReads darkReads) {
            return new SegueEndpoint(segue, darkReads);
        }
    }
}
