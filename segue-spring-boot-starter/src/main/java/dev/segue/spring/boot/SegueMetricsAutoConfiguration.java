package dev.segue.spring.boot;

import dev.segue.client.Segue;
import dev.segue.spring.SegueDarkReads;
import dev.segue.spring.SegueMigrations;
import dev.segue.spring.actuate.SegueMetrics;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters; whatever binds {@code MeterBinder}s to registries finds them. */
@AutoConfiguration(after = SegueDarkReadAutoConfiguration.class)
@ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
@ConditionalOnBean(SegueDarkReads.class)
public class SegueMetricsAutoConfiguration {

    /** {@return the meters} */
    @Bean
    @ConditionalOnMissingBean
    SegueMetrics segueMetrics(Segue segue, SegueMigrations migrations, SegueDarkReads darkReads) {
        return new SegueMetrics(segue, migrations, darkReads);
    }
}
