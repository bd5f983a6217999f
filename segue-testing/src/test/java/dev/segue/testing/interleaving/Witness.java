package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Moment.Carrying;
import dev.segue.testing.oracle.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what is shown in between. Through its own shape a transaction sees every committed write and its own; what was
 * written through the other shape it sees too, unless that is noted, and then as a whole or not at all. Under REPEATABLE
 * READ and SERIALIZABLE all of that is of one moment. Follows a case as it is played; used by one thread.
 */
final class Witness {

    /** So many ways in which an order may stand are as good as all. */
    private static final int MOST_WAYS = 64;

    private final Moment committed;
    private final boolean filled;
    private boolean knowing = true;
    private int judged;

    Witness(Moment beginning, boolean filled) {
        this.committed = beginning;
        this.filled = filled;
    }

    /** {@return how many orders' values were compared with what may be shown} */
    int judged() {
        return judged;
    }

    /** From now on nothing is known but that what differs must be noted. */
    void knowsNoMore() {
        knowing = false;
    }

    /** A session is about to send a statement: a strict transaction takes its snapshot with the first. */
    void begins(Turn turn, Action action) {
        if (turn.strict() && turn.snapshot == null && action.takesSnapshot()) {
            turn.snapshot = committed.copy();
        }
    }

    /** What a transaction did is there for all; {@code carrying} says whether what it noted is carried over with it. */
    void commits(Turn turn, Function<Integer, Carrying> carrying) {
        Set<Integer> noted = committed.after(turn.done, turn.immediately());
        noted.forEach(order -> committed.carry(order, carrying.apply(order)));
    }

    /** {@return what is shown of the committed orders, for a decision about one of them} */
    Moment committed() {
        return committed;
    }

    /** Which of its own values stands is not foretold where a transaction contradicts itself. */
    private boolean knows(Turn turn) {
        return knowing && !turn.contradictsItself();
    }

    private Moment base(Turn turn) {
        return turn.snapshot == null ? committed : turn.snapshot;
    }

    /**
     * {@return what was wrong with what a session read, or null}
     *
     * @param rows each with the order's number, and its values in the shapes that were read
     * @param noted whether what differs in an order's shapes is noted
     */
    @Nullable
    String judge(Turn turn, Action.Read read, List<List<@Nullable String>> rows, Predicate<Integer> noted) {
        Map<Integer, List<List<@Nullable String>>> shown = new HashMap<>();
        rows.forEach(row -> shown.computeIfAbsent(
                        Integer.valueOf(String.valueOf(row.getFirst())), order -> new ArrayList<>())
                .add(row));
        for (int order = read.low(); order <= read.high(); order++) {
            List<List<@Nullable String>> found = shown.getOrDefault(order, List.of());
            if (found.size() > 1) {
                found = withoutTheDeleted(turn, read, order, found);
            }
            if (found.size() > 1) {
                return "order " + order + " is shown more than once: " + found;
            }
            List<@Nullable String> row = found.isEmpty() ? null : found.getFirst();
            String problem = torn(turn, read, order, row, noted);
            if (problem == null && knows(turn)) {
                problem = read(turn, read, order, row);
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    /**
     * Whoever inserts under REPEATABLE READ or SERIALIZABLE what another has deleted since his snapshot sees both rows: the
     * server's unique index looks at what is, his reads at what was.
     */
    private List<List<@Nullable String>> withoutTheDeleted(
            Turn turn, Action.Read read, int order, List<List<@Nullable String>> found) {
        Standing before = turn.snapshot == null || !turn.wrote(order) ? null : turn.snapshot.order(order);
        if (before == null) {
            return found;
        }
        List<List<@Nullable String>> left = new ArrayList<>(found);
        for (List<@Nullable String> row : found) {
            // he may have written its address before
            boolean deleted = before.address() != null && before.address().equals(row.get(1))
                    || before.ways().stream().anyMatch(way -> fits(way, read, row));
            if (left.size() > 1 && deleted) {
                left.remove(row);
            }
        }
        return left;
    }

    private static boolean fits(Way way, Action.Read read, List<@Nullable String> row) {
        return read.shapes().stream().allMatch(shape -> way.shown(shape).equals(read.shown(row, shape)));
    }

    /** Whoever sees both shapes at once sees the same in both, or a note, or what he is about to carry over himself. */
    private @Nullable String torn(
            Turn turn, Action.Read read, int order, @Nullable List<@Nullable String> row, Predicate<Integer> noted) {
        if (row == null || read.shapes().size() < 2) {
            return null;
        }
        boolean agrees = read.shown(row, Shape.OLD).equals(read.shown(row, Shape.NEW));
        boolean unfilled = !filled && row.get(1) == null;
        // where orders share an address, who writes it writes both of them
        boolean shared = !knowing && turn.wroteAnAddress();
        // another may have given the order another key since
        boolean own = turn.wrote(order) || turn.wroteAddress(row.get(1));
        return agrees || unfilled || own || shared || noted.test(order)
                ? null
                : "order " + order + " differs in the two shapes, and no note says so: " + row;
    }

    private @Nullable String read(Turn turn, Action.Read read, int order, @Nullable List<@Nullable String> row) {
        Moment base = base(turn);
        Moment seen = base.copy();
        seen.after(turn.done, turn.early());
        Standing standing = seen.order(order);
        judged++;
        if (standing == null || row == null) {
            return standing == null && row == null
                    ? null
                    : "order " + order + (row == null ? " is not shown" : " is shown: " + row + ", and is not there");
        }
        return decide(
                turn, order, standing, way -> fits(way, read, row), String.valueOf(row.subList(2, row.size())), base);
    }

    /** {@return what was wrong with what an update found, or null} */
    @Nullable
    String judge(Turn turn, Done done) {
        // where orders share an address, only that both shapes agree is known
        knowing &= !(done.action() instanceof Action.LinkShared);
        if (!knows(turn) || done.foundNothing()) {
            return null;
        }
        return switch (done.action()) {
            case Action.OldUpdate old -> found(turn, done, old.order(), Shape.OLD);
            case Action.NewUpdate fresh -> found(turn, done, fresh.order(), Shape.NEW);
            default -> null;
        };
    }

    private @Nullable String found(Turn turn, Done done, int order, Shape shape) {
        Moment base = base(turn);
        Moment seen = base.copy();
        seen.after(turn.done, turn.early());
        Standing standing = seen.order(order);
        String key = String.valueOf(done.row().getFirst());
        if (shape == Shape.NEW && (standing == null || !standing.refersTo(key))) {
            return null; // the order has left that address, or is gone
        }
        judged++;
        if (standing == null) {
            return "order " + order + " is found, and is not there";
        }
        return decide(
                turn,
                order,
                standing,
                way -> way.shown(shape).equals(done.found()),
                String.valueOf(done.found()),
                base);
    }

    private @Nullable String decide(
            Turn turn, int order, Standing standing, Predicate<Way> fits, String shown, Moment base) {
        if (standing.ways().size() > MOST_WAYS) {
            return null;
        }
        Standing left = standing.keep(fits);
        if (left.ways().isEmpty()) {
            return "order %d shows %s, allowed: %s"
                    .formatted(
                            order,
                            shown,
                            new ArrayList<>(standing.ways())
                                    .stream().map(Way::toString).distinct().collect(Collectors.joining(" or ")));
        }
        if (turn.done.isEmpty()) {
            base.know(order, left);
        }
        return null;
    }
}
