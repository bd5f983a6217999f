package dev.segue.spring;

import dev.segue.client.darkread.AlertListener;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The dark reads of the application's migrations, over one small pool. A bean; thread-safe.
 *
 * <p>{@link DarkRead} registers its methods here. What is read in another way is registered by hand: {@code
 * darkReads.of("0007_extract_address").register("order page", Rules.STRICT)}.
 */
public final class SegueDarkReads implements AutoCloseable {

    private final SegueMigrations migrations;
    private final Supplier<DataSource> pool;
    private final DarkReadSettings settings;
    private final List<AlertListener> listeners;
    private final Map<String, DarkReads> byMigration = new ConcurrentHashMap<>();
    private final List<Consumer<DarkReads>> observers = new CopyOnWriteArrayList<>();

    /**
     * Starts without any.
     *
     * @param pool gives the pool from which the dark side takes its connections; asked when the first are wanted
     * @param listeners are told of confirmed differences and of retreats
     */
    public SegueDarkReads(
            SegueMigrations migrations,
            Supplier<DataSource> pool,
            DarkReadSettings settings,
            List<AlertListener> listeners) {
        this.migrations = migrations;
        this.pool = pool;
        this.settings = settings;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * {@return the dark reads of a migration; the same each time}
     *
     * @throws SegueConfigurationException if {@code segue.migrations} does not list it
     */
    public DarkReads of(String migration) {
        return byMigration.computeIfAbsent(migration, name -> {
            DarkReads made = migrations.get(name).darkReads(pool.get(), settings);
            listeners.forEach(made::alert);
            observers.forEach(observer -> observer.accept(made));
            return made;
        });
    }

    /** {@return those that were asked for until now} */
    public List<DarkReads> all() {
        return List.copyOf(byMigration.values());
    }

    /** Tells of the dark reads of every migration, those that are there and those that come. */
    public void observe(Consumer<DarkReads> observer) {
        observers.add(observer);
        byMigration.values().forEach(observer);
    }

    /** Compares no more, and reports what was compared. To be called before the {@code Segue} and the pool are closed. */
    @Override
    public void close() {
        byMigration.values().forEach(DarkReads::close);
    }
}
