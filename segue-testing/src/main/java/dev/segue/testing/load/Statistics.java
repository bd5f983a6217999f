package dev.segue.testing.load;

import dev.segue.testing.oracle.Shape;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What all instances count together. Thread-safe. */
final class Statistics {

    private static final int KEPT = 20;

    final LongAdder acknowledgedWrites = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder deadlocks = new LongAdder();
    final AtomicLong longestNanos = new AtomicLong();
    private final List<FailedRequest> failures = new ArrayList<>();

    void took(long nanos) {
        longestNanos.accumulateAndGet(nanos, Math::max);
    }

    void failed(String instance, Shape shape, Request request, SQLException error, @Nullable String statement) {
        failed.increment();
        if ("40P01".equals(error.getSQLState())) {
            deadlocks.increment();
        }
        synchronized (failures) {
            if (failures.size() < KEPT) {
                failures.add(new FailedRequest(
                        Instant.now(),
                        instance,
                        shape,
                        request.name(),
                        error.getSQLState(),
                        String.valueOf(error.getMessage()),
                        statement));
            }
        }
    }

    List<FailedRequest> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }
}
