package dev.segue.client.darkread;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Dark reads in Micrometer: {@code new DarkReadMetrics(darkReads).bindTo(registry)}. The only class here that needs
 * Micrometer on the class path.
 *
 * <ul>
 *   <li>{@code segue.dark.reads} (counter, reads; {@code migration}, {@code read}, {@code verdict}): what came of the reads
 *       that were chosen; {@code verdict} is {@code match}, {@code mismatch}, {@code ignored}, {@code inconclusive} or
 *       {@code dropped}
 *   <li>{@code segue.dark.read.duration} (timer; {@code migration}, {@code read}): from the caller's answer to the verdict,
 *       waiting included
 *   <li>{@code segue.dark.read.unstable} (gauge, fields; {@code migration}, {@code read}): fields that differ between two
 *       reads of one shape
 *   <li>{@code segue.dark.reads.waiting} (gauge, reads; {@code migration}): reads that wait to be compared
 *   <li>{@code segue.dark.reads.resting} (gauge, 0 or 1; {@code migration}): whether dark reads are given up for a while
 * </ul>
 */
public final class DarkReadMetrics implements MeterBinder {

    private final DarkReads reads;

    /** Meters of the dark reads that are registered, and of those that will be. */
    public DarkReadMetrics(DarkReads reads) {
        this.reads = reads;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Tags migration = Tags.of("migration", reads.migration());
        Gauge.builder("segue.dark.reads.waiting", reads, DarkReads::waiting)
                .description("Dark reads that wait to be compared")
                .baseUnit("reads")
                .tags(migration)
                .register(registry);
        Gauge.builder("segue.dark.reads.resting", reads, r -> r.resting() ? 1 : 0)
                .description("Whether dark reads are given up for a while")
                .tags(migration)
                .register(registry);
        reads.observe(read -> bind(read, migration.and("read", read.name()), registry));
    }

    private static void bind(DarkRead<?> read, Tags tags, MeterRegistry registry) {
        for (Verdict verdict : Verdict.values()) {
            count(read, verdict.name().toLowerCase(Locale.ROOT), r -> r.count(verdict), tags, registry);
        }
        count(read, "dropped", DarkRead::dropped, tags, registry);
        FunctionTimer.builder(
                        "segue.dark.read.duration", read.ledger(), Ledger::tried, Ledger::nanos, TimeUnit.NANOSECONDS)
                .description("From the caller's answer to the verdict")
                .tags(tags)
                .register(registry);
        Gauge.builder(
                        "segue.dark.read.unstable",
                        read,
                        r -> r.calibration().unstable().size())
                .description("Fields that differ between two reads of one shape")
                .baseUnit("fields")
                .tags(tags)
                .register(registry);
    }

    private static void count(
            DarkRead<?> read,
            String verdict,
            java.util.function.ToDoubleFunction<DarkRead<?>> value,
            Tags tags,
            MeterRegistry registry) {
        FunctionCounter.builder("segue.dark.reads", read, value)
                .description("What came of the reads that were chosen to be compared")
                .baseUnit("reads")
                .tags(tags.and("verdict", verdict))
                .register(registry);
    }
}
