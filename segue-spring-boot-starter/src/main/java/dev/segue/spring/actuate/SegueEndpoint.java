package dev.segue.spring.actuate;

import dev.segue.client.Segue;
import dev.segue.spring.SegueDarkReads;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/segue}: what this instance knows of its migrations. It changes nothing. */
@Endpoint(id = "segue")
public class SegueEndpoint {

    private final Segue segue;
    private final SegueDarkReads darkReads;

    /** Shows what a client knows. */
    public SegueEndpoint(Segue segue, SegueDarkReads darkReads) {
        this.segue = segue;
        this.darkReads = darkReads;
    }

    /** {@return all of it} */
    @ReadOperation
    public Picture picture() {
        return Picture.of(segue, darkReads);
    }

    /** {@return what it knows of one migration; null, which is 404, if this application does not use it} */
    @ReadOperation
    public Picture.@Nullable OfMigration migration(@Selector String migration) {
        return picture().migrations().stream()
                .filter(known -> known.name().equals(migration))
                .findFirst()
                .orElse(null);
    }
}
