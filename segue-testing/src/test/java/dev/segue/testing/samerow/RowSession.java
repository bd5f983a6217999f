package dev.segue.testing.samerow;

import dev.segue.testing.oracle.Shape;
import dev.segue.testing.samerow.RowModel.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** One session, and what its transaction must see: a snapshot or whatever is committed, and what it wrote itself. */
final class RowSession implements AutoCloseable {

    private final String name;
    private final Connection connection;
    private final RowModel.Committed committed;
    private final Map<Long, Optional<Version>> written = new HashMap<>();
    private @Nullable Map<Long, Version> snapshot;
    private int isolation;
    private boolean open;

    RowSession(String name, Connection connection, RowModel.Committed committed) throws SQLException {
        this.name = name;
        this.connection = connection;
        this.committed = committed;
        connection.setAutoCommit(false);
    }

    boolean isOpen() {
        return open;
    }

    /** Begins a transaction; one that keeps a snapshot takes it now. */
    void begin(int level) throws SQLException {
        connection.setTransactionIsolation(level);
        isolation = level;
        open = true;
        if (keepsSnapshot()) {
            query("SELECT 1");
            snapshot = new TreeMap<>(committed.rows());
        }
    }

    boolean keepsSnapshot() {
        return isolation != Connection.TRANSACTION_READ_COMMITTED;
    }

    /** {@return whether the server may fail it with 40001 at any time} */
    boolean isSerializable() {
        return isolation == Connection.TRANSACTION_SERIALIZABLE;
    }

    /** {@return whether it has written a row and not committed that} */
    boolean holds(long key) {
        return written.containsKey(key);
    }

    /** {@return what it must see of all rows} */
    Map<Long, Version> visible() {
        Map<Long, Version> rows = new TreeMap<>(base());
        written.forEach(
                (key, version) -> version.ifPresentOrElse(there -> rows.put(key, there), () -> rows.remove(key)));
        return rows;
    }

    private Map<Long, Version> base() {
        return snapshot == null ? committed.rows() : snapshot;
    }

    /** {@return whether a row that it sees has another version by now, which it may not change} */
    boolean isTooLate(long key) {
        return snapshot != null
                && !holds(key)
                && snapshot.get(key) != committed.rows().get(key);
    }

    void wrote(long key, Optional<Version> version) {
        written.put(key, version);
    }

    /** Sends a statement; {@return how many rows it changed, when it is done} */
    CompletableFuture<Integer> send(String sql) {
        return CompletableFuture.supplyAsync(() -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** {@return all rows, as the columns' texts} */
    Map<Long, List<@Nullable String>> read(RowCode code) throws SQLException {
        Map<Long, List<@Nullable String>> rows = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, " + code.texts("r") + " FROM " + code.table() + " AS r");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                List<@Nullable String> texts = new ArrayList<>();
                for (int n = 0; n < code.columns().size(); n++) {
                    texts.add(row.getString(n + 2));
                }
                rows.put(row.getLong(1), texts);
            }
        }
        return rows;
    }

    /** {@return what it must read} */
    Map<Long, List<@Nullable String>> foretold(Shape shape) {
        Map<Long, List<@Nullable String>> rows = new TreeMap<>();
        visible().forEach((key, version) -> rows.put(key, version.seen(shape)));
        return rows;
    }

    void commit() throws SQLException {
        connection.commit();
        committed.apply(written);
        ended();
    }

    void rollBack() throws SQLException {
        connection.rollback();
        ended();
    }

    private void ended() {
        written.clear();
        snapshot = null;
        open = false;
    }

    int pid() throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private void query(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
