package dev.segue.spring.boot;

import dev.segue.client.Segue;
import dev.segue.spring.actuate.SegueHealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Health under Spring Boot 4. */
@AutoConfiguration(after = SegueAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
@ConditionalOnBean(Segue.class)
@ConditionalOnProperty(
        prefix = "management.health.segue",
        name = "enabled",
        havingValue = "true",
        matchIfMissing = true)
public class SegueHealthAutoConfiguration {

    /** {@return the indicator} */
    @Bean
    @ConditionalOnMissingBean(name = "segueHealthIndicator")
    SegueHealthIndicator segueHealthIndicator(Segue segue) {
        return new SegueHealthIndicator(segue);
    }
}
