package dev.segue.cli.demo;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Stage;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.Verdict;
import dev.segue.client.hold.HoldSettings;
import dev.segue.client.hold.Pass;
import dev.segue.testing.load.FlagSource;
import dev.segue.testing.load.Work;
import dev.segue.testing.orders.OrdersClients;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The clients of all instances, old and new. Each is one of its own, so it learns of a change in its own time, has its own
 * lease, and says itself what it serves. Thread-safe.
 */
final class DemoFleet implements FlagSource, OrdersClients, AutoCloseable {

    private static final DarkReadSettings HALF_OF_THE_READS =
            DarkReadSettings.standard().withPerTenThousand(5_000).withPerSecond(0);

    private final DataSource database;
    private final String migration;
    private final int oldInstances;
    private final Map<String, Segue> clients = new ConcurrentHashMap<>();
    private final Map<String, Migration> migrations = new ConcurrentHashMap<>();
    private final Map<String, Dark> dark = new ConcurrentHashMap<>();
    private final List<Dark> darkBefore = new ArrayList<>();

    /** What an instance needs to read in the dark: a small pool of its own. */
    private record Dark(HikariDataSource pool, DarkReads reads, DarkRead<Map<String, @Nullable String>> order)
            implements AutoCloseable {
        @Override
        public void close() {
            reads.close();
            pool.close();
        }
    }

    /** Registers all instances; new code with the migration too, which need not be begun. */
    DemoFleet(DataSource database, String migration, int oldInstances, int newInstances) {
        this.database = database;
        this.migration = migration;
        this.oldInstances = oldInstances;
        for (int number = 1; number <= newInstances; number++) {
            String name = "new-" + number;
            Segue client = open(name, "v42");
            client.flag(migration);
            client.hold(HoldSettings.standard());
            migrations.put(name, client.findMigration(migration).orElseThrow());
        }
        for (int number = 1; number <= oldInstances; number++) {
            open("old-" + number, "v41");
        }
    }

    private Segue open(String name, String version) {
        Segue client = Segue.open(database, ClientSettings.of("orders", version).withInstance(name));
        clients.put(name, client);
        return client;
    }

    /** Old code says which shape it knows; once the journal knows the migration. Starts what had ended. */
    void startOldCode() {
        for (int number = 1; number <= oldInstances; number++) {
            String name = "old-" + number;
            Segue client = clients.containsKey(name) ? clients.get(name) : open(name, "v41");
            migrations.put(name, client.migration(migration, Shapes.OLD));
        }
    }

    /** Old code ends in an orderly way; its requests have ended. */
    void endOldCode() {
        for (int number = 1; number <= oldInstances; number++) {
            String name = "old-" + number;
            migrations.remove(name);
            Segue client = clients.remove(name);
            if (client != null) {
                client.close();
            }
        }
    }

    /** From now on new code reads some orders from both shapes; where there are stages, in those that say so. */
    synchronized void beginDarkReads() {
        migrations.keySet().stream().filter(name -> name.startsWith("new-")).forEach(name -> {
            HikariConfig config = new HikariConfig();
            config.setDataSource(database);
            config.setMaximumPoolSize(2);
            config.setMinimumIdle(0);
            config.setPoolName("dark " + name);
            HikariDataSource pool = new HikariDataSource(config);
            DarkReads reads = migration(name).darkReads(pool, HALF_OF_THE_READS);
            dark.put(name, new Dark(pool, reads, reads.register("orders.read", Rules.STRICT)));
        });
    }

    synchronized void endDarkReads() {
        List<Dark> ended = List.copyOf(dark.values());
        dark.clear();
        ended.forEach(Dark::close);
        darkBefore.addAll(ended);
    }

    /** {@return how many reads came to this verdict so far} */
    synchronized long darkReads(Verdict verdict) {
        return darkBefore.stream().mapToLong(one -> one.order().count(verdict)).sum()
                + dark.values().stream()
                        .mapToLong(one -> one.order().count(verdict))
                        .sum();
    }

    @Override
    public @Nullable DarkRead<Map<String, @Nullable String>> darkRead(Work work) {
        Dark ready = dark.get(work.instance());
        Stage stage = work.stage();
        return ready != null && (stage == null || stage.darkReads()) ? ready.order() : null;
    }

    @Override
    public Migration migration(String instance) {
        return Objects.requireNonNull(migrations.get(instance), instance);
    }

    /** The key of a request begins with its instance: {@code new-2/1 4711}. */
    private static String instance(String key) {
        int slash = key.indexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    @Override
    public boolean isOn(String key) {
        try (Decision decision = begin(key)) {
            return decision.on();
        }
    }

    @Override
    public Decision begin(String key) {
        Pass pass = pass(instance(key)); // what is held decides afterwards
        Migration used = migration(instance(key));
        dev.segue.client.Work underWay = used.begin();
        Stage stage = underWay.stage().orElse(null);
        boolean on = stage == null ? underWay.isOn(key) : stage.readsNew();
        if (stage != null) {
            used.served(on);
        }
        return new Decision(on, stage, () -> {
            underWay.close();
            pass.close();
        });
    }

    private Pass pass(String instance) {
        try {
            return Objects.requireNonNull(clients.get(instance), instance)
                    .hold(HoldSettings.standard())
                    .pass();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void oldCode(String key) {
        Migration used = migrations.get(instance(key));
        if (used != null) {
            used.served(false);
        }
    }

    @Override
    public void close() {
        endDarkReads();
        clients.values().forEach(Segue::close);
    }
}
