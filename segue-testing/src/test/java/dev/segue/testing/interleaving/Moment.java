package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Action.Values;
import dev.segue.testing.oracle.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All orders as somebody may see them at one moment, in both shapes: after some statements, and after what they have noted
 * was carried over, or was not. Used by one thread.
 */
final class Moment {

    /** Whether what is due is carried over. */
    enum Carrying {
        SURELY,
        PERHAPS,
        /** Of any of the columns, as who settles early sees it until it commits. */
        PARTLY,
        NOT
    }

    private final Map<Integer, Standing> orders;

    /** The keys that orders were given in place of others: a backfill that began before has not seen them there. */
    private final Set<Integer> given;

    private Moment(Map<Integer, Standing> orders, Set<Integer> given) {
        this.orders = orders;
        this.given = given;
    }

    /** {@return the beginning} */
    static Moment beginning(Map<Integer, List<@Nullable String>> initial, Map<Integer, String> addressKeys) {
        Map<Integer, Standing> orders = new TreeMap<>();
        initial.forEach((order, values) -> {
            String key = addressKeys.get(order);
            boolean empty = values.stream().allMatch(Objects::isNull);
            orders.put(order, Standing.of(key, key != null || empty ? Way.agreeing(values) : Way.unfilled(values)));
        });
        return new Moment(orders, new HashSet<>());
    }

    Moment copy() {
        return new Moment(new TreeMap<>(orders), new HashSet<>(given));
    }

    @Nullable
    Standing order(int number) {
        return orders.get(number);
    }

    /** From what was seen follows how an order does not stand. */
    void know(int number, Standing standing) {
        orders.put(number, standing);
    }

    /** Does the statements of one transaction; {@return the orders of which something is due by them} */
    Set<Integer> after(List<Done> statements, Carrying immediate) {
        Set<Integer> noted = new HashSet<>();
        boolean atOnce = false;
        for (Done done : statements) {
            after(done, noted);
            if (done.action() instanceof Action.Settle) {
                Set.copyOf(orders.keySet()).forEach(order -> carry(order, Carrying.PERHAPS));
            }
            atOnce |= done.action() instanceof Action.Immediate;
            if (atOnce) {
                noted.forEach(order -> carry(order, immediate));
            }
        }
        return noted;
    }

    void carry(int number, Carrying how) {
        orders.computeIfPresent(number, (key, standing) -> switch (how) {
            case SURELY -> standing.carried();
            case PERHAPS -> standing.perhapsCarried();
            case PARTLY -> standing.partlyCarried();
            case NOT -> standing;
        });
    }

    private void after(Done done, Set<Integer> noted) {
        if (done.action() instanceof Action.Fill fill) {
            filled(fill);
        }
        if (done.foundNothing()) {
            return;
        }
        String key = done.row().getFirst();
        switch (done.action()) {
            case Action.OldUpdate old -> oldUpdate(done, old.order(), done.effective(), noted);
            case Action.OldUpsert old -> {
                if (old.inserted(done.row())) {
                    orders.put(
                            old.order(),
                            Standing.of(key, Way.agreeing(old.values().all())));
                } else {
                    oldUpdate(done, old.order(), old.one(), noted);
                }
            }
            case Action.NewUpdate fresh -> newUpdate(done, fresh, noted);
            case Action.OldInsert old -> put(old.order(), key, old.values());
            case Action.NewInsert fresh -> put(fresh.order(), key, fresh.values());
            case Action.BothInsert both -> put(both.order(), key, both.values());
            case Action.LinkFresh fresh -> put(fresh.order(), key, fresh.values());
            case Action.Unlink unlink -> put(unlink.order(), null, Values.NOTHING);
            case Action.Drop drop -> put(drop.order(), null, Values.NOTHING);
            case Action.OldDelete old -> orders.remove(old.order());
            case Action.NewDelete fresh -> orders.remove(fresh.order());
            case Action.Rekey rekey -> {
                Standing moved = orders.remove(rekey.order());
                if (moved != null) {
                    orders.put(rekey.to(), moved);
                    given.add(rekey.to());
                    // its notes are taken anew, under its new key
                    noted.remove(rekey.order());
                    noted.add(rekey.to());
                }
            }
            case Action.LinkShared ignored -> {}
            case Action.Begin ignored -> {}
            case Action.Commit ignored -> {}
            case Action.Rollback ignored -> {}
            case Action.Savepoint ignored -> {}
            case Action.RollbackTo ignored -> {}
            case Action.Immediate ignored -> {}
            case Action.Settle ignored -> {}
            case Action.Fill ignored -> {}
            case Action.OldTotal ignored -> {}
            case Action.Read ignored -> {}
            case Action.OldSweep ignored -> {} // done row by row
            case Action.Append ignored -> {} // done as an update
        }
    }

    private void put(int number, @Nullable String key, Values values) {
        orders.put(number, Standing.of(key, Way.agreeing(values.all())));
    }

    private void oldUpdate(Done done, int number, Set<Integer> effective, Set<Integer> noted) {
        Standing standing = orders.get(number);
        if (standing == null || effective.isEmpty()) {
            return;
        }
        Values values = done.values();
        String key = done.row().getFirst();
        if (key == null) {
            put(number, null, Values.NOTHING);
        } else if (!standing.refersTo(key)) {
            // it had no address, or has lost it at a commit that left no value
            orders.put(number, standing.each(key, way -> {
                Way made = way;
                for (int column : effective) {
                    made = made.madeOfOld(column, values.all().get(column));
                }
                return made;
            }));
        } else {
            orders.put(number, standing.each(key, way -> written(way, Shape.OLD, done, effective)));
            noted.add(number);
        }
    }

    private void newUpdate(Done done, Action.NewUpdate fresh, Set<Integer> noted) {
        String key = Objects.requireNonNull(done.row().getFirst(), "key");
        Set<Integer> effective = done.effective();
        orders.replaceAll((number, standing) -> {
            boolean its = key.equals(standing.address()) || number == fresh.order() && standing.refersTo(key);
            if (!its || effective.isEmpty()) {
                return standing;
            }
            noted.add(number);
            return standing.each(key, way -> written(way, Shape.NEW, done, effective));
        });
    }

    private static Way written(Way way, Shape shape, Done done, Set<Integer> columns) {
        Way written = way;
        for (int column : columns) {
            written = written.written(shape, column, done.values().all().get(column), done.order());
        }
        return written;
    }

    /** Whoever has values and no address is given one. */
    private void filled(Action.Fill fill) {
        orders.replaceAll((number, standing) -> {
            boolean within = number > fill.low() && number <= fill.high();
            boolean unfilled =
                    standing.address() == null && standing.ways().stream().noneMatch(Way::agrees);
            if (!within || !unfilled) {
                return standing;
            }
            Standing filled = standing.each(Standing.UNKNOWN, way -> Way.agreeing(way.old()));
            return given.contains(number) ? filled.or(standing) : filled;
        });
    }
}
