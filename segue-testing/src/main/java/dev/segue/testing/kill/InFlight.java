package dev.segue.testing.kill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds up a concurrent statement by a transaction that has written to its table, strikes while the server works on it,
 * and then lets it go on. Used once.
 */
final class InFlight implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
    private static final Pattern TABLE = Pattern.compile(" ON ((?:\"[^\"]+\"\\.)?\"[^\"]+\") ");
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final DataSource database;
    private @Nullable Future<?> struck;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    InFlight(DataSource database) {
        this.database = database;
    }

    /**
     * Is called before the statement is sent; returns at once.
     *
     * @param blow may end the writer's session too
     */
    void strike(Sent sent, Runnable blow) throws SQLException {
        Matcher table = TABLE.matcher(sent.text());
        if (!table.find()) {
            throw new IllegalArgumentException("no table in " + sent.text());
        }
        Connection writer = database.getConnection();
        writer.setAutoCommit(false);
        try (Statement statement = writer.createStatement()) {
            statement.execute("LOCK TABLE " + table.group(1) + " IN ROW EXCLUSIVE MODE");
        }
        struck = thread.submit(() -> {
            try (writer) {
                awaitWaiting();
                blow.run();
                Thread.sleep(700); // a surviving engine tries again while the server still works on the first
            }
            return null;
        });
    }

    private void awaitWaiting() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'CREATE%INDEX CONCURRENTLY%'
                        """)) {
            while (System.nanoTime() < deadline) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.sleep(10);
            }
        }
        throw new AssertionError("the statement was never seen under way");
    }

    /** Waits until the blow has fallen, if one was asked for, and the writer is gone. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (struck != null) {
                struck.get();
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof SQLException)) {
                throw new AssertionError("the blow failed: " + e.getCause(), e);
            }
            LOG.debug("the writer's session ended with the server", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
