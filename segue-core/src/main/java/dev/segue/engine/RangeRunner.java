package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.dialect.RangeSql;
import dev.segue.engine.Journal.Range;
import dev.segue.plan.PlannedMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Splits a table into ranges of its key, and lets workers go through them. Memory holds one range's keys at a time. */
final class RangeRunner {

    private RangeRunner() {}

    /** {@return the ranges of a mapping's table, about {@code rows} rows each} */
    static List<Range> split(Connection connection, RangeSql sql, int rows) throws SQLException {
        List<Range> ranges = new ArrayList<>();
        @Nullable List<String> low = null;
        Map<String, Object> values = Map.of("rows", rows);
        try (PreparedStatement statement = Named.parse(sql.boundaries()).prepare(connection, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                List<String> high = key(row, sql);
                ranges.add(new Range(ranges.size() + 1, low, high));
                low = high;
            }
        }
        ranges.add(new Range(ranges.size() + 1, low, null));
        return ranges;
    }

    static List<String> key(ResultSet row, RangeSql ranges) throws SQLException {
        List<String> key = new ArrayList<>();
        for (int n = 1; n <= ranges.key().size(); n++) {
            key.add(String.valueOf(row.getString(n)));
        }
        return key;
    }

    /** Runs the same work in several threads and waits for all; the first failure is thrown, the others suppressed. */
    static void inParallel(int workers, Callable<?> work) throws SQLException {
        try (ExecutorService threads = Executors.newFixedThreadPool(workers, r -> {
            Thread thread = new Thread(r, "segue-worker");
            thread.setDaemon(true);
            return thread;
        })) {
            List<Future<?>> futures = new ArrayList<>();
            for (int n = 0; n < workers; n++) {
                futures.add(threads.submit(work));
            }
            @Nullable Throwable first = null;
            for (Future<?> future : futures) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    if (first == null) {
                        first = cause;
                    } else if (first != cause) {
                        first.addSuppressed(cause);
                    }
                } catch (InterruptedException e) {
                    threads.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw SegueException.failed("interrupted", "run it again", e);
                }
            }
            rethrow(first);
        }
    }

    private static void rethrow(@Nullable Throwable first) throws SQLException {
        switch (first) {
            case null -> {}
            case SQLException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a worker failed", first);
        }
    }

    /** One range's backfill: what was written, and whether rows were left because somebody holds them. */
    record Filled(long rows, boolean held) {}

    /**
     * Fills a range in the connection's transaction. A row whose data cannot be mapped is found by halving the range, and
     * noted; the others go on.
     */
    static Filled fill(Dialect dialect, Connection connection, PlannedMapping mapping, Range range)
            throws SQLException {
        RangeSql sql = mapping.ranges();
        String alone = sql.fill().alone();
        if (alone != null) {
            try (java.sql.Statement statement = connection.createStatement()) {
                statement.execute(alone);
            }
        }
        java.sql.Savepoint before = connection.setSavepoint();
        try {
            Filled filled = fillRows(connection, sql, range, before);
            connection.releaseSavepoint(before);
            return filled;
        } catch (SQLException e) {
            if (dialect.classify(e) != Dialect.Failure.DATA) {
                throw e;
            }
            connection.rollback(before);
            List<List<String>> keys = keys(connection, sql, range);
            if (keys.isEmpty()) {
                return new Filled(0, false);
            }
            if (keys.size() == 1) {
                List<String> low = range.low();
                Range one = new Range(range.number(), low, keys.getFirst());
                update(connection, sql.noteFailure(), one, Map.of("problem", "SQLSTATE " + e.getSQLState()));
                return new Filled(0, false);
            }
            List<String> middle = keys.get(keys.size() / 2 - 1);
            Filled lower = fill(dialect, connection, mapping, new Range(range.number(), range.low(), middle));
            Filled upper = fill(dialect, connection, mapping, new Range(range.number(), middle, range.high()));
            return new Filled(lower.rows() + upper.rows(), lower.held() || upper.held());
        }
    }

    /** Nearly always nobody holds any of the rows: then locking them first, and looking for what is left, would be wasted. */
    private static Filled fillRows(Connection connection, RangeSql sql, Range range, java.sql.Savepoint before)
            throws SQLException {
        RangeSql.Fill fill = sql.fill();
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.execute(fill.hurry());
            return new Filled(update(connection, fill.atOnce(), range, Map.of()), false);
        } catch (SQLException e) {
            if (!fill.held().equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            long rows = update(connection, fill.around(), range, Map.of());
            return new Filled(rows, !keys(connection, sql, range).isEmpty());
        }
    }

    private static long update(Connection connection, String sql, Range range, Map<String, Object> more)
            throws SQLException {
        Map<String, Object> values = new HashMap<>(Named.bounds(range.low(), range.high()));
        values.putAll(more);
        try (PreparedStatement statement = Named.parse(sql).prepare(connection, values)) {
            return statement.executeLargeUpdate();
        }
    }

    static List<List<String>> keys(Connection connection, RangeSql sql, Range range) throws SQLException {
        List<List<String>> keys = new ArrayList<>();
        try (PreparedStatement statement =
                        Named.parse(sql.unfilled()).prepare(connection, Named.bounds(range.low(), range.high()));
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                keys.add(key(row, sql));
            }
        }
        return keys;
    }

    /** What a comparison of one range found. */
    record Compared(long rows, long differing, long pending, List<Comparison.Difference> samples) {}

    /**
     * Compares a range: one statement, so one snapshot, in which both shapes were written together. Nearly all ranges are
     * in step, and a count says so; of the others the rows are looked at.
     */
    static Compared compare(Connection connection, RangeSql sql, Range range, int samples) throws SQLException {
        Map<String, Object> values = Named.bounds(range.low(), range.high());
        Counted counted = count(connection, sql.count(), values);
        if (counted.differing() == 0) {
            return new Compared(counted.rows(), 0, 0, List.of());
        }
        long differing = 0;
        long pending = 0;
        List<Comparison.Difference> found = new ArrayList<>();
        try (PreparedStatement statement = Named.parse(sql.compare()).prepare(connection, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (row.getBoolean("pending")) {
                    pending++;
                    continue;
                }
                differing++;
                if (found.size() < samples) {
                    found.add(new Comparison.Difference(
                            key(row, sql),
                            String.valueOf(row.getString("old_hash")),
                            String.valueOf(row.getString("new_hash"))));
                }
            }
        }
        return new Compared(counted.rows(), differing, pending, found);
    }

    private record Counted(long rows, long differing) {}

    private static Counted count(Connection connection, RangeSql.Count sql, Map<String, Object> bounds)
            throws SQLException {
        Map<String, Object> values = new HashMap<>(bounds);
        boolean near = sql.span() != null && span(connection, sql.span(), values);
        try (PreparedStatement statement =
                        Named.parse(near ? sql.near() : sql.far()).prepare(connection, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Counted(row.getLong("rows"), row.getLong("differing"));
        }
    }

    /** Adds the keys between which the counterparts lie; {@return whether they lie near each other} */
    private static boolean span(Connection connection, String sql, Map<String, Object> values) throws SQLException {
        try (PreparedStatement statement = Named.parse(sql).prepare(connection, values);
                ResultSet row = statement.executeQuery()) {
            row.next();
            values.put("parent_low", row.getString("low"));
            values.put("parent_high", row.getString("high"));
            return row.getString("low") != null;
        }
    }
}
