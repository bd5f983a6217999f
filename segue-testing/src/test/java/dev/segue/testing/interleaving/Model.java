package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Action.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What there must be when all is settled: the committed statements, done one after the other on one shape in the order of
 * their transactions' commits. That is the promise: of two writes of one value the one that commits last wins, and a
 * statement that sets a column to what it shows already writes nothing there.
 */
final class Model {

    /** An address, or where there is none yet, the values that would be in it. */
    private static final class Address {
        private final @Nullable String[] values = new String[3];
    }

    /** An order; {@code address} is null where it has no values. */
    private static final class Order {
        private @Nullable Address address;
    }

    private final Map<Integer, Order> orders = new TreeMap<>();
    private final Map<String, Address> addresses = new HashMap<>();
    private boolean foretold = true;
    private int strays;

    /** Begins with orders that are there. */
    Model(Map<Integer, List<@Nullable String>> initial, Map<Integer, String> addressKeys) {
        initial.forEach((number, values) -> {
            Order order = new Order();
            order.address = new Address();
            Arrays.setAll(order.address.values, values::get);
            String key = addressKeys.get(number);
            if (key != null) {
                addresses.put(key, order.address);
            }
            orders.put(number, order);
        });
    }

    /**
     * Does what was done.
     *
     * @param orderKnown whether it is given in the order in which it happened
     */
    void replay(List<Done> committed, boolean orderKnown) {
        foretold &= orderKnown;
        committed.stream()
                // in another order a row may not be there yet; what may be left over is known all the same
                .filter(done -> orderKnown || done.action() instanceof Action.LinkFresh && done.foundNothing())
                .forEach(this::replay);
    }

    private void replay(Done done) {
        switch (done.action()) {
            case Action.OldUpdate old -> oldUpdate(done, old.order());
            case Action.OldUpsert old -> upsert(done, old);
            case Action.OldInsert old -> inserted(done, old.order(), old.values());
            case Action.NewInsert fresh -> inserted(done, fresh.order(), fresh.values());
            case Action.BothInsert both -> inserted(done, both.order(), both.values());
            case Action.OldDelete old -> deleted(done, old.order());
            case Action.NewDelete fresh -> deleted(done, fresh.order());
            case Action.Rekey rekey -> {
                if (!done.foundNothing()) {
                    orders.put(rekey.to(), Objects.requireNonNull(orders.remove(rekey.order()), "order"));
                }
            }
            case Action.NewUpdate fresh -> newUpdate(done, fresh);
            case Action.LinkFresh fresh -> {
                if (done.foundNothing()) {
                    strays++;
                } else {
                    order(fresh.order()).address = made(done, fresh.values());
                }
            }
            case Action.Unlink unlink -> unlinked(done, unlink.order());
            case Action.Drop drop -> unlinked(done, drop.order());
            case Action.LinkShared link -> {
                foretold = false;
            }
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

    private void unlinked(Done done, int number) {
        if (!done.foundNothing()) {
            order(number).address = null;
        }
    }

    private void oldUpdate(Done done, int number) {
        if (!done.foundNothing()) {
            oldUpdate(done, number, done.effective());
        }
    }

    private void oldUpdate(Done done, int number, Set<Integer> effective) {
        Order order = order(number);
        String key = done.row().getFirst();
        if (key == null) {
            // it was not filled and stays so, or has no values
            if (order.address != null) {
                write(done, effective, order.address);
            }
            return;
        }
        Address address = addresses.get(key);
        if (address == null) {
            // it was not filled, or has lost its address with its last value: what it holds it holds on
            address = order.address == null ? new Address() : order.address;
            addresses.put(key, address);
        }
        order.address = address;
        write(done, effective, address);
    }

    private static void write(Done done, Set<Integer> effective, Address address) {
        effective.forEach(column -> address.values[column] = done.values().all().get(column));
    }

    private void upsert(Done done, Action.OldUpsert old) {
        if (old.inserted(done.row())) {
            inserted(done, old.order(), old.values());
        } else {
            oldUpdate(done, old.order(), old.one());
        }
    }

    private void inserted(Done done, int number, Values values) {
        if (!done.foundNothing()) {
            Order order = new Order();
            order.address = done.row().getFirst() == null ? null : made(done, values);
            orders.put(number, order);
        }
    }

    private Address made(Done done, Values values) {
        Address address = new Address();
        Arrays.setAll(address.values, values.all()::get);
        addresses.put(Objects.requireNonNull(done.row().getFirst(), "key"), address);
        return address;
    }

    private void deleted(Done done, int number) {
        if (!done.foundNothing()) {
            orders.remove(number);
        }
    }

    private void newUpdate(Done done, Action.NewUpdate fresh) {
        if (done.foundNothing()) {
            return;
        }
        String key = Objects.requireNonNull(done.row().getFirst(), "key");
        Address address = addresses.computeIfAbsent(key, k -> {
            // the backfill gave it its key, and the order may have left it since
            Order order = orders.get(fresh.order());
            boolean left = order == null || order.address == null || addresses.containsValue(order.address);
            return left ? new Address() : order.address;
        });
        write(done, done.effective(), address);
    }

    private Order order(int number) {
        return Objects.requireNonNull(orders.get(number), () -> "order " + number);
    }

    /**
     * {@return whether it knows all values} Where orders share addresses, or statements ended in an order that nobody saw,
     * only the agreement of both shapes is foretold.
     */
    boolean foretells() {
        return foretold;
    }

    /** {@return how many addresses may be there that no order refers to} */
    int strays() {
        return strays;
    }

    /** {@return a line for each order that there must be: its number and its values} */
    List<String> expected() {
        List<String> lines = new ArrayList<>();
        orders.forEach((number, order) -> {
            @Nullable String[] values = order.address == null ? new String[3] : order.address.values;
            lines.add(number + "|" + values[0] + "|" + values[1] + "|" + values[2]);
        });
        return lines;
    }
}
