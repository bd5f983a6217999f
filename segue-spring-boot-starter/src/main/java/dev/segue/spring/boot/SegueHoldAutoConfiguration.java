package dev.segue.spring.boot;

import dev.segue.client.Segue;
import dev.segue.client.hold.HoldFilter;
import dev.segue.client.hold.TrafficHold;
import dev.segue.spring.boot.SegueProperties.HeldRequests;
import dev.segue.spring.web.HeldPaths;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Requests wait, or are refused, while a big bang has stopped the system by its instances; in servlet applications. */
@AutoConfiguration(after = SegueAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(name = {"jakarta.servlet.Filter", "org.springframework.boot.web.servlet.FilterRegistrationBean"})
@ConditionalOnBean(Segue.class)
@ConditionalOnMissingBean(TrafficHold.class)
@ConditionalOnProperty(prefix = "segue.hold", name = "enabled", havingValue = "true", matchIfMissing = true)
public class SegueHoldAutoConfiguration {

    /** Behind what measures and traces requests, before what authenticates and answers them. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

    /** {@return what holds; code that is called otherwise than over HTTP asks it too} */
    @Bean
    TrafficHold segueTrafficHold(Segue segue, SegueProperties properties) {
        return segue.hold(properties.hold().settings());
    }

    /** {@return the filter in front of all requests} */
    @Bean
    FilterRegistrationBean<HeldPaths> segueHoldFilter(
            TrafficHold segueTrafficHold, SegueProperties properties, Environment environment) {
        SegueProperties.Hold settings = properties.hold();
        HoldFilter filter = settings.requests() == HeldRequests.WAIT
                ? HoldFilter.waiting(segueTrafficHold, settings.retryAfter())
                : HoldFilter.refusing(segueTrafficHold, settings.retryAfter());
        List<String> exclude = settings.exclude() != null
                ? settings.exclude()
                : List.of(environment.getProperty("management.endpoints.web.base-path", "/actuator") + "/**");
        FilterRegistrationBean<HeldPaths> registration = new FilterRegistrationBean<>(new HeldPaths(filter, exclude));
        registration.setOrder(ORDER);
        return registration;
    }
}
