package dev.segue.spring.actuate;

import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Stage;
import dev.segue.client.darkread.DarkReadMetrics;
import dev.segue.spring.SegueDarkReads;
import dev.segue.spring.SegueMigrations;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/**
 * Meters of the client, beside those of {@link DarkReadMetrics}.
 *
 * <ul>
 *   <li>{@code segue.journal.usable} (gauge, 0 or 1): whether the journal can be used
 *   <li>{@code segue.flag.percent} (gauge; {@code migration}): how many of a hundred keys use the new shape
 *   <li>{@code segue.stage} (gauge, 0 or 1; {@code migration}, {@code stage}): 1 for the stage in force; 0 for all where the
 *       database writes twice
 *   <li>{@code segue.epoch} (gauge; {@code migration}): the epoch in force here
 *   <li>{@code segue.epoch.acknowledged} (gauge; {@code migration}): the last one that this instance acknowledged
 * </ul>
 */
public class SegueMetrics implements MeterBinder {

    private final Segue segue;
    private final SegueMigrations migrations;
    private final SegueDarkReads darkReads;

    /** Measures a client. */
    public SegueMetrics(Segue segue, SegueMigrations migrations, SegueDarkReads darkReads) {
        this.segue = segue;
        this.migrations = migrations;
        this.darkReads = darkReads;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("segue.journal.usable", segue, s -> s.problem().isEmpty() ? 1 : 0)
                .description("Whether the journal can be used; the last state read is kept while not")
                .register(registry);
        migrations.all().forEach(migration -> bind(migration, registry));
        darkReads.observe(reads -> new DarkReadMetrics(reads).bindTo(registry));
    }

    private static void bind(Migration migration, MeterRegistry registry) {
        Tags tags = Tags.of("migration", migration.name());
        Gauge.builder("segue.flag.percent", migration, m -> m.flag().percent())
                .description("How many of a hundred keys use the new shape")
                .tags(tags)
                .register(registry);
        Gauge.builder("segue.epoch", migration, Migration::epoch)
                .description("The epoch in force here")
                .tags(tags)
                .register(registry);
        Gauge.builder("segue.epoch.acknowledged", migration, Migration::acknowledgedEpoch)
                .description("The last epoch that this instance acknowledged")
                .tags(tags)
                .register(registry);
        for (Stage stage : Stage.values()) {
            Gauge.builder("segue.stage", migration, m -> m.currentStage().orElse(null) == stage ? 1 : 0)
                    .description("1 for the stage in force")
                    .tags(tags.and("stage", stage.name().toLowerCase(Locale.ROOT)))
                    .register(registry);
        }
    }
}
