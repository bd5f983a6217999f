package dev.segue.testing.engine;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.orders.OrdersSchema;
import java.nio.file.Path;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A migration from file to contract in a JVM of its own. */
public final class SmallHeapMigration {

    private SmallHeapMigration() {}

    public static void main(String... arguments) throws Exception {
        OrdersSchema schema = OrdersSchema.standard(Long.parseLong(arguments[1]));
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        Engine engine = Engines.open(arguments[0], database, EngineSettings.standard(), EngineListener.NONE);
        engine.run(
                MigrationFile.parse(Path.of(schema.migrationName() + ".yaml"), schema.migrationText()),
                Phase.VERIFY,
                List.of());
        engine.flag(schema.migrationName(), 100);
        Outcome outcome = engine.proceed(schema.migrationName(), Phase.CONTRACT, List.of());
        System.out.printf(
                "%s; the heap is %d of at most %d MB%n",
                outcome.state().word(),
                Runtime.getRuntime().totalMemory() >> 20,
                Runtime.getRuntime().maxMemory() >> 20);
        if (!(outcome.state() instanceof Lifecycle.Contracted)) {
            throw new IllegalStateException(outcome.toString());
        }
    }
}
