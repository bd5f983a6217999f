package dev.segue.spring.actuate;

import dev.segue.client.Segue;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Health under Spring Boot 4: UP, or UNKNOWN while the last state read is kept. */
public class SegueHealthIndicator implements HealthIndicator {

    private final Segue segue;

    /** Tells the health of a client. */
    public SegueHealthIndicator(Segue segue) {
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
