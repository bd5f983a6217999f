package dev.segue.client;

import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's view of Segue: the flags, kept up to date by one daemon thread. Thread-safe; one per process is enough.
 *
 * <pre>{@code
 * try (Segue segue = Segue.open(dataSource, ClientSettings.standard())) {
 *     Flag separateAddresses = segue.flag("0007_extract_address");
 *     if (separateAddresses.isOn(customerId)) { … }
 * }
 * }</pre>
 *
 * While the database is away the last state is kept; there is no default to fall back to.
 */
public final class Segue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Segue.class);

    private final FlagSource source;
    private final ClientSettings settings;
    private final Map<String, PolledFlag> flags = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread poller;
    private volatile Map<String, Integer> percents;
    private boolean away;

    /**
     * Reads the flags and begins to keep them up to date.
     *
     * @param database the application's database; one connection is borrowed for a moment at every reading
     * @throws FlagsUnavailableException if the flags cannot be read now; a database without a journal has no flags
     */
    public static Segue open(DataSource database, ClientSettings settings) {
        Objects.requireNonNull(database, "database");
        return open(new JournalFlagSource(database, settings.queryTimeout()), settings);
    }

    static Segue open(FlagSource source, ClientSettings settings) {
        Segue segue = new Segue(source, settings);
        segue.poller.start();
        return segue;
    }

    private Segue(FlagSource source, ClientSettings settings) {
        this.source = source;
        this.settings = settings;
        try {
            this.percents = Map.copyOf(source.read());
        } catch (SQLException | RuntimeException e) {
            throw new FlagsUnavailableException(e);
        }
        this.poller = new Thread(this::poll, "segue-flags");
        this.poller.setDaemon(true);
    }

    /**
     * {@return the flag of a migration; a migration that has not set one is at 0 %}
     *
     * @param migration the migration's name, which is the name of its file without the extension
     */
    public Flag flag(String migration) {
        // A reading that ends in between is made good by the next one.
        return flags.computeIfAbsent(migration, name -> new PolledFlag(name, percentOf(name)));
    }

    /** Stops reading; the flags keep their last state. */
    @Override
    public void close() {
        closed.countDown();
        poller.interrupt();
    }

    private int percentOf(String migration) {
        return percents.getOrDefault(migration, 0);
    }

    private void poll() {
        try {
            while (!closed.await(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                refresh();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refresh() {
        try {
            percents = Map.copyOf(source.read());
            flags.forEach((migration, flag) -> flag.set(percentOf(migration)));
            if (away) {
                away = false;
                LOG.info("The flags can be read again: {}", percents);
            }
        } catch (SQLException | RuntimeException e) {
            if (!away && closed.getCount() > 0) {
                away = true;
                LOG.warn("The flags cannot be read; their last state is kept: {}", percents, e);
            }
        }
    }
}
