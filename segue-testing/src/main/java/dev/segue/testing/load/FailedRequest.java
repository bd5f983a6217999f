package dev.segue.testing.load;

import dev.segue.testing.oracle.Shape;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request that ended with an error. */
public record FailedRequest(
        Instant at,
        String instance,
        Shape shape,
        String request,
        @Nullable String sqlState,
        String message,
        @Nullable String statement) {}
