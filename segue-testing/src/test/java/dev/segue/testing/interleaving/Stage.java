package dev.segue.testing.interleaving;

import dev.segue.dialect.RangeSql;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.testing.duplicatewrites.BothShapes;
import dev.segue.testing.duplicatewrites.Given;
import dev.segue.testing.server.Major;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A database on which one case after the other is played, each from the same beginning. Used by one thread. */
final class Stage implements AutoCloseable {

    static final int SESSIONS = 4;

    /** The orders that are there at the beginning: all values, some, none. */
    static final Map<Integer, List<@Nullable String>> INITIAL = new TreeMap<>(Map.of(
            1, List.of("s1", "c1", "z1"),
            2, List.of("s2", "c2", "z2"),
            3, Arrays.asList("s3", null, "z3"),
            4, Arrays.asList(null, null, null)));

    private final BothShapes shapes;
    private final Actor observer;
    private final List<Actor> actors = new ArrayList<>();
    private final String notes;
    private final String disagreeing;
    private final String fill;

    private Stage(BothShapes shapes) throws SQLException, InvalidMigrationException {
        this.shapes = shapes;
        this.observer = new Actor("observer", shapes.connection());
        for (int session = 1; session <= SESSIONS; session++) {
            actors.add(new Actor("session " + session, shapes.connection()));
        }
        this.notes = "segue.\"0007_extract_address_note_child\", segue.\"0007_extract_address_note_parent\"";
        RangeSql ranges = shapes.plan().mappings().getFirst().ranges();
        this.disagreeing = ranged(ranges.compare(), null, null);
        this.fill = ranges.fill().atOnce();
    }

    /** {@return a stage of its own, after some statements that change its database} */
    static Stage open(Major major, String... changes) {
        try {
            BothShapes shapes = BothShapes.live(major, Given.ORDERS);
            shapes.does(changes);
            return new Stage(shapes);
        } catch (SQLException | InvalidMigrationException e) {
            throw new IllegalStateException(e);
        }
    }

    List<Actor> actors() {
        return actors;
    }

    /** {@return how the orders of a range, open below, are filled} */
    String fill(int low, int high) {
        return ranged(fill, low, high);
    }

    private static String ranged(String sql, @Nullable Integer low, @Nullable Integer high) {
        return sql.replaceAll("(?<!:):low_1\\b", low == null ? "NULL" : "'" + low + "'")
                .replaceAll("(?<!:):high_1\\b", high == null ? "NULL" : "'" + high + "'");
    }

    /** Puts everything back to the beginning; {@return what is there} */
    Model prepare(boolean filled) {
        does("SET session_replication_role = replica");
        does("DELETE FROM orders");
        does("DELETE FROM addresses");
        for (String table : notes.split(", ")) {
            does("DELETE FROM " + table);
        }
        does("DELETE FROM segue.conflict");
        if (filled) {
            does("SET session_replication_role = origin");
        }
        String rows = INITIAL.entrySet().stream()
                .map(e -> "(" + e.getKey() + ", "
                        + e.getValue().stream()
                                .map(v -> v == null ? "NULL" : "'" + v + "'")
                                .collect(Collectors.joining(", "))
                        + ")")
                .collect(Collectors.joining(", "));
        does("INSERT INTO orders (order_id, street, city, zip) VALUES " + rows);
        does("SET session_replication_role = origin");
        Map<Integer, String> keys = new LinkedHashMap<>();
        for (String line : observer.rows("SELECT order_id, address_id FROM orders WHERE address_id IS NOT NULL")) {
            String[] parts = line.split("\\|");
            keys.put(Integer.parseInt(parts[0]), parts[1]);
        }
        return new Model(INITIAL, keys);
    }

    private void does(String sql) {
        Actor.Ended ended = observer.does(sql);
        if (ended.state() != null) {
            throw new IllegalStateException(sql + ": " + ended.message());
        }
    }

    List<Integer> blockers(int pid) {
        return observer.rows("SELECT unnest(pg_blocking_pids(" + pid + "))").stream()
                .map(Integer::parseInt)
                .toList();
    }

    void cancel(Actor actor) {
        observer.rows("SELECT pg_terminate_backend(" + actor.pid() + ")");
    }

    /** Fills and settles what is left, then {@return what is not as foretold} */
    List<String> check(Model model, boolean filled) {
        if (!filled) {
            does(ranged(fill, null, null));
        }
        for (int round = 0; round < 20; round++) {
            if (observer.rows("SELECT segue.\"0007_extract_address_settle\"(200)")
                    .getFirst()
                    .equals("0")) {
                break;
            }
        }
        List<String> problems = new ArrayList<>();
        for (String table : notes.split(", ")) {
            observer.rows("SELECT to_jsonb(n) FROM " + table + " n").forEach(n -> problems.add("NOTED: " + n));
        }
        observer.rows(disagreeing).forEach(row -> problems.add("DIFFERS: " + row));
        long strays = Long.parseLong(observer.rows(
                        "SELECT count(*) FROM addresses a WHERE NOT EXISTS (SELECT FROM orders WHERE address_id = a.id)")
                .getFirst());
        if (strays > model.strays()) {
            problems.add("ORPHANS: " + strays + " addresses without an order, foretold " + model.strays());
        }
        if (model.foretells()) {
            compare("OLD", model, "SELECT order_id, street, city, zip FROM orders ORDER BY order_id", problems);
            compare(
                    "NEW",
                    model,
                    "SELECT o.order_id, a.street, a.city, a.zip FROM orders o LEFT JOIN addresses a ON a.id = o.address_id ORDER BY o.order_id",
                    problems);
        }
        return problems;
    }

    private void compare(String shape, Model model, String sql, List<String> problems) {
        Map<String, String> found = observer.rows(sql).stream()
                .collect(Collectors.toMap(l -> l.substring(0, l.indexOf('|')), Function.identity()));
        Map<String, String> expected = model.expected().stream()
                .collect(Collectors.toMap(l -> l.substring(0, l.indexOf('|')), Function.identity()));
        Map<String, String> all = new TreeMap<>(found);
        all.putAll(expected);
        for (String key : all.keySet()) {
            String there = found.getOrDefault(key, "no row");
            String foretold = expected.getOrDefault(key, "no row");
            if (!there.equals(foretold)) {
                problems.add("VALUE: " + shape + " " + there + ", foretold " + foretold);
            }
        }
    }

    @Override
    public void close() {
        actors.forEach(Actor::close);
        observer.close();
        shapes.close();
    }
}
