package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the flag go back to the old shape, at most once in an epoch, and says that it did. Thread-safe. */
final class Retreating {

    private static final Logger LOG = LoggerFactory.getLogger(DarkReads.class);
    private static final int TRIES = 30;

    private final Origin origin;
    private final DataSource database;
    private final DarkReadSettings.@Nullable Retreat settings;
    private final ScheduledExecutorService thread;
    private final AlertDesk alerts;
    private final Map<String, RetreatWindow> windows = new ConcurrentHashMap<>();
    private long lastEpoch = Long.MIN_VALUE;

    Retreating(
            Origin origin,
            DataSource database,
            DarkReadSettings.@Nullable Retreat settings,
            ScheduledExecutorService thread,
            AlertDesk alerts) {
        this.origin = origin;
        this.database = database;
        this.settings = settings;
        this.thread = thread;
        this.alerts = alerts;
    }

    void add(String read, long epoch, Verdict verdict) {
        if (settings != null) {
            DarkReadSettings.Retreat when = settings;
            windows.computeIfAbsent(read, name -> new RetreatWindow(when))
                    .add(epoch, verdict)
                    .filter(why -> first(epoch))
                    .ifPresent(why -> later(new Wanted(read, epoch, why, TRIES), 0));
        }
    }

    private record Wanted(String read, long epoch, String why, int triesLeft) {}

    private synchronized boolean first(long epoch) {
        if (epoch <= lastEpoch) {
            return false;
        }
        lastEpoch = epoch;
        return true;
    }

    private void later(Wanted wanted, long seconds) {
        try {
            thread.schedule(() -> retreat(wanted), seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed before the retreat", e);
        }
    }

    private void retreat(Wanted wanted) {
        if (origin.epoch().getAsLong() != wanted.epoch()) {
            return; // somebody moved the flag meanwhile
        }
        String reason = "%s: %s".formatted(wanted.read(), wanted.why());
        try {
            if (asked(reason)) {
                Instant now = Instant.now();
                alerts.tell(new Alert(
                        Alert.Kind.RETREAT,
                        origin.read(wanted.read(), wanted.epoch()),
                        new Alert.Window(now, now, 0, 0),
                        List.of(),
                        "%s: back to the old shape by itself, because of %s; next: segue dark-reads %s"
                                .formatted(origin.migration(), reason, origin.migration())));
            } else {
                LOG.info(
                        "{}: no retreat although {}: the old shape leads, or is not kept any more",
                        origin.migration(),
                        reason);
            }
        } catch (SQLException | RuntimeException e) {
            boolean again = wanted.triesLeft() > 1;
            if (wanted.triesLeft() == TRIES || !again) {
                LOG.warn(
                        "{}: the flag cannot be taken back although {}; {}: {}",
                        origin.migration(),
                        reason,
                        again ? "it is tried again every second" : "given up",
                        e.getMessage());
            }
            if (again) {
                later(new Wanted(wanted.read(), wanted.epoch(), wanted.why(), wanted.triesLeft() - 1), 1);
            }
        }
    }

    private boolean asked(String reason) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try (Statement limits = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement("SELECT segue.retreat(?, ?, ?)")) {
                limits.execute("SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '5s'");
                statement.setString(1, origin.migration());
                statement.setString(
                        2, "dark reads of instance " + origin.instance().getAsLong());
                statement.setString(3, reason);
                boolean did;
                try (ResultSet row = statement.executeQuery()) {
                    did = row.next() && row.getBoolean(1);
                }
                connection.commit();
                return did;
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }
}
