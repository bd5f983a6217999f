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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Two sessions whose statements come one after the other in an order that a seed gives. What each reads, how many rows each
 * changes, who waits for whom and who fails is foretold; the first surprise ends the play with what led to it.
 */
final class RowPlay implements AutoCloseable {

    /** What columns hold: as few values as let two writes meet. */
    private static final List<String> WORDS = List.of("a", "A", "b", "B", "c d");

    private static final List<Integer> LEVELS = List.of(
            Connection.TRANSACTION_READ_COMMITTED,
            Connection.TRANSACTION_REPEATABLE_READ,
            Connection.TRANSACTION_SERIALIZABLE);
    private static final long ROWS = 4;
    private static final int REMEMBERED = 40;

    private final RowCase rowCase;
    private final RowModel model;
    private final Random random;
    private final RowModel.Committed committed = new RowModel.Committed();
    private final List<RowSession> sessions;
    private final Connection watching;
    private final List<String> log = new ArrayList<>();
    private long lastKey = 100;

    /** @param filled whether the new columns have their values already */
    RowPlay(RowCase rowCase, DataSource database, boolean filled, long seed) throws SQLException {
        this.rowCase = rowCase;
        this.model = new RowModel(rowCase);
        this.random = new Random(seed);
        this.watching = database.getConnection();
        this.sessions = List.of(
                new RowSession("one", database.getConnection(), committed),
                new RowSession("other", database.getConnection(), committed));
        for (Map.Entry<Long, List<@Nullable String>> row :
                sessions.getFirst().read(rowCase.old()).entrySet()) {
            committed
                    .rows()
                    .put(
                            row.getKey(),
                            filled ? model.inserted(Shape.OLD, row.getValue()) : model.unfilled(row.getValue()));
        }
        sessions.getFirst().rollBack();
    }

    /** {@return SQL that fills the table of old code} */
    static String rows(RowCase rowCase) {
        return rowCase.setUp(ROWS);
    }

    /** Plays that many statements, and then ends both transactions. */
    void play(int statements) throws Exception {
        try {
            for (int n = 0; n < statements; n++) {
                act(sessions.get(random.nextInt(2)));
            }
            for (RowSession session : sessions) {
                if (session.isOpen()) {
                    end(session, true);
                }
            }
            sessions.getFirst().begin(Connection.TRANSACTION_READ_COMMITTED);
            read(sessions.getFirst(), Shape.OLD);
            read(sessions.getFirst(), Shape.NEW);
            sessions.getFirst().rollBack();
        } catch (AssertionError | SQLException e) {
            throw new AssertionError(
                    e.getMessage() + "\nafter\n  "
                            + String.join("\n  ", log.subList(Math.max(0, log.size() - REMEMBERED), log.size())),
                    e);
        }
    }

    private void act(RowSession session) throws Exception {
        if (!session.isOpen()) {
            int level = LEVELS.get(random.nextInt(LEVELS.size()));
            say(session, "begins at level " + level);
            session.begin(level);
        }
        Shape shape = random.nextBoolean() ? Shape.OLD : Shape.NEW;
        int choice = random.nextInt(100);
        if (choice < 45) {
            update(session, shape);
        } else if (choice < 53) {
            insert(session, shape);
        } else if (choice < 58) {
            delete(session, shape);
        } else if (choice < 75) {
            read(session, shape);
        } else {
            end(session, choice < 92);
        }
    }

    private void end(RowSession session, boolean commits) throws SQLException {
        say(session, commits ? "commits" : "rolls back");
        if (!commits) {
            session.rollBack();
            return;
        }
        try {
            session.commit();
        } catch (SQLException e) {
            failed(session, e, false);
        }
    }

    private void read(RowSession session, Shape shape) throws SQLException {
        say(session, "reads through " + shape);
        try {
            Map<Long, List<@Nullable String>> read = session.read(rowCase.code(shape));
            if (!read.equals(session.foretold(shape))) {
                throw new AssertionError(
                        "%s read through %s %s instead of %s".formatted(session, shape, read, session.foretold(shape)));
            }
        } catch (SQLException e) {
            failed(session, e, false);
        }
    }

    private void update(RowSession session, Shape shape) throws Exception {
        RowCode code = rowCase.code(shape);
        Map<Integer, @Nullable String> texts = new HashMap<>();
        for (int n = 0; n < code.columns().size(); n++) {
            if (random.nextBoolean()) {
                texts.put(n, text(code.columns().get(n)));
            }
        }
        if (texts.isEmpty()) {
            texts.put(0, text(code.columns().getFirst()));
        }
        long key = anyKey();
        String assignments = texts.entrySet().stream()
                .map(one -> code.columns().get(one.getKey()).name() + " = " + literal(one.getValue()))
                .collect(Collectors.joining(", "));
        write(
                session,
                key,
                "UPDATE %s SET %s WHERE id = %d".formatted(code.table(), assignments, key),
                row -> Optional.of(model.updated(row, shape, texts)));
    }

    private void delete(RowSession session, Shape shape) throws Exception {
        long key = anyKey();
        write(
                session,
                key,
                "DELETE FROM %s WHERE id = %d".formatted(rowCase.code(shape).table(), key),
                row -> Optional.empty());
    }

    private interface Change {
        Optional<Version> of(Version row);
    }

    /** Changes a row, if the session sees it; who holds it ends first. */
    private void write(RowSession session, long key, String sql, Change change) throws Exception {
        RowSession holder = sessions.get(1 - sessions.indexOf(session));
        boolean sees = session.visible().containsKey(key);
        boolean waits = sees && holder.holds(key) && !session.isTooLate(key);
        say(session, sql + (waits ? ", and waits" : ""));
        CompletableFuture<Integer> sent = session.send(sql);
        if (waits) {
            awaitWaiting(session, sent);
            end(holder, random.nextInt(3) > 0);
        }
        boolean fails = sees && session.isTooLate(key);
        Optional<Version> row = Optional.ofNullable(session.visible().get(key));
        try {
            int changed = sent.join();
            if (fails || changed != (row.isPresent() ? 1 : 0)) {
                throw new AssertionError("%s changed %d rows by %s, which were to be %s"
                        .formatted(session, changed, sql, fails ? "refused" : row));
            }
            row.ifPresent(there -> session.wrote(key, change.of(there)));
        } catch (CompletionException e) {
            failed(session, (SQLException) e.getCause(), fails);
        }
    }

    private void insert(RowSession session, Shape shape) throws Exception {
        RowCode code = rowCase.code(shape);
        long key = ++lastKey;
        List<@Nullable String> texts = new ArrayList<>();
        code.columns().forEach(column -> texts.add(text(column)));
        String sql = "INSERT INTO %s (id, %s) VALUES (%d, %s)"
                .formatted(
                        code.table(),
                        code.names(),
                        key,
                        texts.stream().map(RowPlay::literal).collect(Collectors.joining(", ")));
        say(session, sql);
        try {
            session.send(sql).join();
            session.wrote(key, Optional.of(model.inserted(shape, texts)));
        } catch (CompletionException e) {
            failed(session, (SQLException) e.getCause(), false);
        }
    }

    /** A statement failed: the server may refuse to serialise, where that was foretold or may happen at any time. */
    private void failed(RowSession session, SQLException e, boolean foretold) throws SQLException {
        boolean may = foretold || session.isSerializable();
        if (!may || !"40001".equals(e.getSQLState())) {
            throw new AssertionError(session + " failed: " + e.getMessage(), e);
        }
        say(session, "is refused: " + e.getSQLState());
        session.rollBack();
    }

    private void awaitWaiting(RowSession session, CompletableFuture<Integer> sent)
            throws SQLException, InterruptedException {
        try (PreparedStatement statement = watching.prepareStatement("SELECT cardinality(pg_blocking_pids(?)) > 0")) {
            statement.setInt(1, session.pid());
            while (!sent.isDone()) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return;
                    }
                }
                Thread.sleep(1);
            }
        }
        if (!session.isSerializable()) {
            throw new AssertionError(session + " was to wait, and did not");
        }
    }

    private long anyKey() {
        return lastKey > 100 && random.nextInt(4) == 0
                ? 101 + random.nextLong(lastKey - 100)
                : 1 + random.nextLong(ROWS);
    }

    private @Nullable String text(CodeColumn column) {
        List<@Nullable String> values = new ArrayList<>();
        for (int n = 0; n < column.fields().size(); n++) {
            boolean last = n == column.fields().size() - 1;
            values.add(last && column.nullable() && random.nextInt(4) == 0 ? null : word());
        }
        return column.text(values);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static String literal(@Nullable String text) {
        return text == null ? "NULL" : "'" + text + "'";
    }

    private void say(RowSession session, String what) {
        log.add(session + " " + what);
    }

    @Override
    public void close() throws SQLException {
        for (RowSession session : sessions) {
            session.close();
        }
        watching.close();
    }
}
