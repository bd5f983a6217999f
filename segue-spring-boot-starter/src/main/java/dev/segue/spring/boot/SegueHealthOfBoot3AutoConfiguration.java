package dev.segue.spring.boot;

import dev.segue.client.Segue;
import dev.segue.spring.actuate.SegueHealthIndicatorOfBoot3;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** Health under Spring Boot 3. */
@AutoConfiguration(after = SegueAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
@ConditionalOnBean(Segue.class)
@ConditionalOnProperty(
        prefix = "management.health.segue",
        name = "enabled",
        havingValue = "true",
        matchIfMissing = true)
public class SegueHealthOfBoot3AutoConfiguration {

    /** {@return the indicator} */
    @Bean
    @ConditionalOnMissingBean(name = "segueHealthIndicator")
    SegueHealthIndicatorOfBoot3 segueHealthIndicator(Segue segue) {
        return new SegueHealthIndicatorOfBoot3(segue);
    }
}
