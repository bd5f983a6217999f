package dev.segue.spring.actuate;

import dev.segue.client.Segue;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Health under Spring Boot 3: UP, or UNKNOWN while the last state read is kept. */
public class SegueHealthIndicatorOfBoot3 implements HealthIndicator {

    private final Segue segue;

    /** Tells the health of a client. */
    public SegueHealthIndicatorOfBoot3(Segue segue) {
        this.segue = segue;
    }

    @Override
    public Health health() {
        Condition condition = Condition.of(segue);
        return (condition.up() ? Health.up() : Health.unknown())
                .withDetails(condition.details())
                .build();
    }
}
