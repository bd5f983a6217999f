package dev.segue.testing.interleaving;

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

    private static final String WAITS = """
            SELECT b.pid FROM pg_locks l, unnest(pg_blocking_pids(l.pid)) AS b (pid) WHERE l.pid = ? AND NOT l.granted""";

    private final BothShapes shapes;
    private final Actor observer;

    /** Fires no triggers. */
    private final Actor cleaner;

    private final List<Actor> actors = new ArrayList<>();
    private final Fixture fixture;
    private final String everything;

    private Stage(BothShapes shapes) throws SQLException, InvalidMigrationException {
        this.shapes = shapes;
        this.observer = new Actor("observer", shapes.connection());
        this.cleaner = new Actor("cleaner", shapes.connection());
        for (int session = 1; session <= SESSIONS; session++) {
            actors.add(new Actor("session " + session, shapes.connection()));
        }
        this.fixture = new Fixture(observer, shapes.plan().mappings().getFirst().ranges(), INITIAL);
        this.everything = fixture.everything();
        does(cleaner, fixture.steady());
        does(cleaner, "SET session_replication_role = replica");
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
        return fixture.fill(low, high);
    }

    /** Puts everything back to the beginning; {@return the addresses that orders have} */
    Map<Integer, String> prepare(boolean filled) {
        does(cleaner, fixture.cleared(filled));
        Map<Integer, String> keys = new LinkedHashMap<>();
        if (filled) {
            for (List<@Nullable String> row : observer.asks(fixture.inserted())) {
                String key = row.getLast();
                if (key != null) {
                    keys.put(Integer.valueOf(String.valueOf(row.getFirst())), key);
                }
            }
        }
        return keys;
    }

    private static void does(Actor actor, String sql) {
        Actor.Ended ended = actor.does(sql);
        if (ended.state() != null) {
            throw new IllegalStateException(sql + ": " + ended.message());
        }
    }

    /** {@return whom a session waits for, if for anybody} */
    List<Integer> blockers(int pid) {
        return observer.asks(WAITS, pid).stream()
                .map(row -> Integer.valueOf(String.valueOf(row.getFirst())))
                .toList();
    }

    void cancel(Actor actor) {
        observer.asks("SELECT pg_terminate_backend(?)", actor.pid());
    }

    /** {@return a query for what differs in the two shapes of an order, and whether that is noted} */
    String differing(int order) {
        return fixture.differing(order - 1, order);
    }

    /** Fills and settles what is left, then {@return what is not as foretold} */
    List<String> check(Model model, boolean filled) {
        if (!filled) {
            does(observer, fixture.fill(null, null));
        }
        // what settles last is seen by the next to look
        Map<String, List<String>> found = look();
        for (int round = 0; round < 20 && (found.containsKey("NOTED") || strays(found) > model.strays()); round++) {
            found = look();
        }
        List<String> problems = new ArrayList<>();
        for (String kind : List.of("NOTED", "DIFFERS")) {
            found.getOrDefault(kind, List.of()).forEach(line -> problems.add(kind + ": " + line));
        }
        if (strays(found) > model.strays()) {
            problems.add("ORPHANS: " + strays(found) + " addresses without an order, foretold " + model.strays());
        }
        if (model.foretells()) {
            for (String shape : List.of("OLD", "NEW")) {
                compare(shape, model.expected(), found.getOrDefault(shape, List.of()), problems);
            }
        }
        return problems;
    }

    private static long strays(Map<String, List<String>> found) {
        return Long.parseLong(found.getOrDefault("STRAYS", List.of("0")).getFirst());
    }

    private Map<String, List<String>> look() {
        return observer.asks(everything).stream()
                .collect(Collectors.groupingBy(
                        row -> String.valueOf(row.getFirst()),
                        Collectors.mapping(row -> String.valueOf(row.getLast()), Collectors.toList())));
    }

    private static void compare(String shape, List<String> foretold, List<String> found, List<String> problems) {
        Map<String, String> there = Fixture.byOrder(found);
        Map<String, String> expected = Fixture.byOrder(foretold);
        Map<String, String> all = new TreeMap<>(there);
        all.putAll(expected);
        for (String order : all.keySet()) {
            String line = there.getOrDefault(order, "no row");
            String wanted = expected.getOrDefault(order, "no row");
            if (!line.equals(wanted)) {
                problems.add("VALUE: " + shape + " " + line + ", foretold " + wanted);
            }
        }
    }

    @Override
    public void close() {
        actors.forEach(Actor::close);
        cleaner.close();
        observer.close();
        shapes.close();
    }
}
