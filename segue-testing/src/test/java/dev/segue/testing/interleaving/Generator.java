package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Action.Values;
import dev.segue.testing.interleaving.Step.Interleaving;
import dev.segue.testing.oracle.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes cases from seeds. Code of both shapes locks in one order, as well-behaved applications do: within a transaction it
 * goes from lower to higher orders, and from an order to its address, or in some cases from an address to its order. So
 * without Segue nothing here deadlocks.
 */
final class Generator {

    private static final int MOST_ORDERS = 6;

    /** How often what is chosen, by name; a kind that a case does not have is passed over. */
    private static final Map<String, Integer> WEIGHTS = Map.ofEntries(
            Map.entry("old update", 20),
            Map.entry("new update", 20),
            Map.entry("both", 8),
            Map.entry("clear", 3),
            Map.entry("total", 3),
            Map.entry("old insert", 4),
            Map.entry("new insert", 4),
            Map.entry("upsert", 4),
            Map.entry("old delete", 3),
            Map.entry("new delete", 3),
            Map.entry("link fresh", 5),
            Map.entry("unlink", 3),
            Map.entry("link shared", 6),
            Map.entry("rekey", 3),
            Map.entry("read", 22),
            Map.entry("sweep", 3),
            Map.entry("append", 6),
            Map.entry("both insert", 2),
            Map.entry("drop", 2),
            Map.entry("savepoint", 4),
            Map.entry("rollback to", 4),
            Map.entry("immediate", 3),
            Map.entry("settle", 4),
            Map.entry("fill", 8));

    private static final List<String> KINDS = WEIGHTS.keySet().stream().sorted().toList();

    /** What a session stands at, as far as it can be foretold. */
    private static final class Draft {
        private boolean inTransaction;
        private boolean waiting;
        private int place;
        private final Set<String> held = new HashSet<>();

        private void end() {
            inTransaction = false;
            place = 0;
            held.clear();
        }
    }

    private final SplittableRandom random;
    private final BiFunction<Integer, Integer, String> fill;
    private final List<Step> steps = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final boolean filled;
    private final boolean sharing;
    private final boolean rekeying;
    private final boolean strict;
    private final boolean addressesFirst;
    private final boolean hasty;
    private final int orders;
    private int values;

    private Generator(long seed, BiFunction<Integer, Integer, String> fill) {
        this.random = new SplittableRandom(seed);
        this.fill = fill;
        this.filled = random.nextInt(4) != 0;
        this.sharing = random.nextInt(6) == 0;
        this.rekeying = random.nextInt(6) == 0;
        this.strict = random.nextInt(3) == 0;
        this.addressesFirst = random.nextInt(4) == 0;
        this.hasty = random.nextInt(6) == 0;
        this.orders = random.nextBoolean() ? MOST_ORDERS : 2 + random.nextInt(3);
        for (int session = 0; session < 2 + random.nextInt(Stage.SESSIONS - 1); session++) {
            drafts.add(new Draft());
        }
    }

    /**
     * {@return the case of that seed}
     *
     * @param fill gives the statement that fills a range of orders
     */
    static Interleaving make(long seed, BiFunction<Integer, Integer, String> fill) {
        Generator generator = new Generator(seed, fill);
        int length = 8 + generator.random.nextInt(40);
        while (generator.steps.size() < length) {
            generator.next();
        }
        return new Interleaving(seed, generator.filled, generator.steps);
    }

    private void next() {
        if (drafts.stream().allMatch(d -> d.waiting)) {
            drafts.forEach(d -> d.waiting = false);
        }
        int session = random.nextInt(drafts.size());
        Draft draft = drafts.get(session);
        if (draft.waiting) {
            return;
        }
        if (!draft.inTransaction && random.nextInt(3) != 0) {
            begin(session, draft);
        } else if (draft.inTransaction && (random.nextInt(5) == 0 || draft.place > 2 * orders)) {
            end(session, draft);
        } else {
            statement(session, draft);
        }
    }

    private void begin(int session, Draft draft) {
        int level = strict ? random.nextInt(3) : 0;
        add(
                session,
                new Action.Begin(List.of("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")
                        .get(level)));
        draft.inTransaction = true;
    }

    private void end(int session, Draft draft) {
        add(session, random.nextInt(7) == 0 ? new Action.Rollback() : new Action.Commit());
        draft.end();
        drafts.forEach(d -> d.waiting = false);
    }

    private void statement(int session, Draft draft) {
        int lowest = Math.min(orders, draft.place / 2);
        int order = Math.max(1, lowest + random.nextInt(orders - lowest + 1));
        switch (hasty && random.nextInt(8) == 0 ? "immediate" : kind()) {
            case "old update" -> touch(session, draft, new Action.OldUpdate(order, some()));
            case "new update" -> touch(session, draft, new Action.NewUpdate(order, some()));
            case "both" -> both(session, draft, order);
            case "clear" -> touch(session, draft, new Action.OldUpdate(order, nothing()));
            case "total" -> touch(session, draft, new Action.OldTotal(order));
            case "old insert" -> touch(session, draft, new Action.OldInsert(order, all()));
            case "new insert" -> touch(session, draft, new Action.NewInsert(order, all()));
            case "upsert" -> touch(session, draft, new Action.OldUpsert(order, fresh(), random.nextInt(3)));
            case "old delete" -> touch(session, draft, new Action.OldDelete(order));
            case "new delete" -> ordersFirst(session, draft, new Action.NewDelete(order));
            case "both insert" -> touch(session, draft, new Action.BothInsert(order, all()));
            case "drop" -> ordersFirst(session, draft, new Action.Drop(order));
            case "read" -> read(session);
            case "sweep" -> {
                int high = Math.min(orders, order + 1 + random.nextInt(4));
                touch(session, draft, new Action.OldSweep(order, high, some()));
            }
            case "append" -> {
                Shape shape = random.nextBoolean() ? Shape.OLD : Shape.NEW;
                touch(session, draft, new Action.Append(order, random.nextInt(3), shape));
            }
            case "link fresh" -> touch(session, draft, new Action.LinkFresh(order, all()));
            case "unlink" -> touch(session, draft, new Action.Unlink(order));
            case "link shared" -> {
                if (sharing && order < orders) {
                    int other = order + 1 + random.nextInt(orders - order);
                    ordersFirst(session, draft, new Action.LinkShared(order, other));
                }
            }
            case "rekey" -> {
                if (rekeying && order < orders) {
                    touch(session, draft, new Action.Rekey(order, order + 1 + random.nextInt(orders - order)));
                }
            }
            case "savepoint" -> add(session, new Action.Savepoint());
            case "rollback to" -> add(session, new Action.RollbackTo());
            case "immediate" -> add(session, new Action.Immediate());
            case "settle" -> {
                if (!draft.inTransaction) {
                    add(session, new Action.Settle(1 + random.nextInt(3)));
                }
            }
            case "fill" -> fill(session, draft);
            default -> throw new IllegalStateException("no such kind");
        }
    }

    private String kind() {
        int chosen = random.nextInt(WEIGHTS.values().stream().mapToInt(w -> w).sum());
        for (String kind : KINDS) {
            chosen -= WEIGHTS.get(kind);
            if (chosen < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    private void read(int session) {
        Set<Shape> shapes = List.<Set<Shape>>of(Set.of(Shape.OLD), Set.of(Shape.NEW), Set.of(Shape.OLD, Shape.NEW))
                .get(random.nextInt(3));
        int low = 1 + random.nextInt(orders);
        boolean all = random.nextInt(3) == 0;
        add(session, new Action.Read(all ? 1 : low, all ? orders : low, shapes));
    }

    /** An application that writes both shapes itself. */
    private void both(int session, Draft draft, int order) {
        Values same = some();
        if (!draft.inTransaction) {
            begin(session, draft);
        }
        Action old = new Action.OldUpdate(order, same);
        Action fresh = new Action.NewUpdate(order, same);
        if (touch(session, draft, addressesFirst ? fresh : old)) {
            touch(session, draft, addressesFirst ? old : fresh);
        }
    }

    /** The engine fills a range in a transaction that does nothing else. */
    private void fill(int session, Draft draft) {
        if (!filled && !draft.inTransaction) {
            int low = random.nextInt(3);
            int high = low + 1 + random.nextInt(3);
            add(session, new Action.Begin("READ COMMITTED"));
            Action action = new Action.Fill(low, high, fill.apply(low, high));
            add(session, action);
            draft.inTransaction = true;
            draft.place = 3 * orders;
            draft.held.addAll(action.rows());
        }
    }

    /** Adds a statement that locks an order and then an address, where that is the order of the case. */
    private void ordersFirst(int session, Draft draft, Action action) {
        if (!addressesFirst) {
            touch(session, draft, action);
        }
    }

    /** Adds a statement; most of those that would wait are left out; {@return whether its session can go on} */
    private boolean touch(int session, Draft draft, Action action) {
        boolean waits =
                drafts.stream().anyMatch(d -> d != draft && !java.util.Collections.disjoint(d.held, action.rows()));
        if (waits && random.nextInt(8) != 0) {
            return false;
        }
        add(session, action);
        draft.waiting = waits;
        if (draft.inTransaction) {
            draft.held.addAll(action.rows());
            for (String row : action.rows()) {
                boolean second = (row.charAt(0) == 'A') != addressesFirst;
                int place = 2 * Integer.parseInt(row.substring(1)) + (second ? 1 : 0);
                draft.place = Math.max(draft.place, place);
            }
        }
        return !waits;
    }

    private void add(int session, Action action) {
        steps.add(new Step(session, action));
    }

    private Values some() {
        Set<Integer> written = new HashSet<>();
        do {
            written.add(random.nextInt(3));
        } while (random.nextInt(3) == 0);
        return new Values(all().all(), written);
    }

    private static Values nothing() {
        return Values.NOTHING;
    }

    private Values all() {
        List<@Nullable String> made = new ArrayList<>();
        for (int column = 0; column < 3; column++) {
            made.add(
                    switch (random.nextInt(10)) {
                        case 0 -> null;
                        case 1 ->
                            "sczs".charAt(column)
                                    + "1"; // as it was in the beginning: what is shown may be this already
                        default -> "v" + ++values;
                    });
        }
        return new Values(made, Set.of(0, 1, 2));
    }

    private Values fresh() {
        return new Values(List.of("v" + ++values, "v" + ++values, "v" + ++values), Set.of(0, 1, 2));
    }
}
