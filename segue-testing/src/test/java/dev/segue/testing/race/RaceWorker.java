package dev.segue.testing.race;

import dev.segue.client.duplicate.StaleInstanceException;
import dev.segue.testing.race.RaceOrders.Left;
import dev.segue.testing.race.RaceOrders.Wanted;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** One thread of an instance, with one session at a time. What it prints is read by {@link Ledger}. */
final class RaceWorker {

    /** The rows that everybody writes: 1 to this number. Nobody cancels them. */
    static final int SHARED = 200;

    private static final Runnable AT_ONCE = () -> {};
    private static final Set<String> EXPECTED = Set.of("40001", "57P01", "08006", "08003", "08001", "57P03");

    private final String url;
    private final RaceOrders orders;
    private final String name;
    private final Random random;
    private final BooleanSupplier stopping;
    private final List<Long> own = new ArrayList<>();
    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final StringBuilder said = new StringBuilder();
    private final Map<Long, Long> inTransaction = new HashMap<>();
    private Connection connection;
    private long tokens;

    RaceWorker(String url, RaceMember member, String name, long seed, BooleanSupplier stopping) {
        this.url = url;
        this.orders = new RaceOrders(member);
        this.name = name;
        this.random = new Random(seed);
        this.stopping = stopping;
    }

    void work() {
        while (!stopping.getAsBoolean()) {
            said.setLength(0);
            inTransaction.clear();
            try {
                transaction();
            } catch (StaleInstanceException e) {
                rollBack();
                say("s");
                LockSupport.parkNanos(20_000_000);
            } catch (SQLException e) {
                rollBack();
                if (e.getSQLState() == null || !EXPECTED.contains(e.getSQLState())) {
                    say("! " + name + ": " + e.getSQLState() + " "
                            + String.valueOf(e.getMessage()).replace('\n', ' '));
                } else {
                    say("x");
                }
            } catch (RuntimeException e) {
                rollBack();
                say("! " + name + ": " + e);
            }
        }
    }

    private void transaction() throws SQLException {
        if (connection == null) {
            connection = DriverManager.getConnection(url);
            connection.setAutoCommit(false);
        }
        int chance = random.nextInt(100);
        connection.setTransactionIsolation(
                chance < 65
                        ? Connection.TRANSACTION_READ_COMMITTED
                        : chance < 95 ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_SERIALIZABLE);
        if (random.nextInt(10) == 0) {
            looks(); // pinned late
        }
        switch (random.nextInt(20)) {
            case 0, 1 -> place();
            case 2 -> cancel();
            case 3, 4, 5, 6 -> read();
            case 7 -> half();
            case 8 -> moveAfterSavepoint();
            case 9, 10 -> moveTwo();
            default -> move(key());
        }
        commit();
    }

    private void place() throws SQLException {
        Wanted wanted = wanted(0);
        Left left = orders.place(connection, wanted);
        intend("PLACE", left, wanted);
    }

    private void move(long key) throws SQLException {
        Wanted wanted = wanted(key);
        Left left = orders.move(connection, wanted);
        if (left.version() == 0) {
            say("! " + name + ": order " + key + " is not there to be moved");
        }
        intend("MOVE", left, wanted);
    }

    private void moveTwo() throws SQLException {
        long first = key();
        long second = key();
        move(Math.min(first, second));
        if (first != second) {
            move(Math.max(first, second));
        }
    }

    private void moveAfterSavepoint() throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        long key = key();
        orders.move(connection, new Wanted(key, "half-" + name, AT_ONCE, AT_ONCE));
        connection.rollback(savepoint);
        LockSupport.parkNanos(random.nextInt(2_000_000)); // nothing holds the stage here
        move(key);
    }

    private void cancel() throws SQLException {
        if (own.isEmpty()) {
            return;
        }
        Long key = own.remove(random.nextInt(own.size()));
        Wanted wanted = wanted(key);
        intend("CANCEL", orders.cancel(connection, wanted), wanted);
    }

    private void read() throws SQLException {
        long key = key();
        long known = acknowledged.getOrDefault(key, 1L);
        Left left = orders.read(connection, key);
        if (left.version() < known) {
            say("! " + name + ": order " + key + " is read in version " + left.version() + " after " + known
                    + " was acknowledged");
        }
    }

    /** Something fails after both writes; whoever catches it goes on and commits. */
    private void half() throws SQLException {
        int[] times = {0};
        try {
            orders.move(connection, new Wanted(key(), "half-" + name, AT_ONCE, () -> {
                times[0]++;
                throw new IllegalStateException("a bug");
            }));
        } catch (IllegalStateException e) {
            try {
                connection.commit();
                if (!failedAnyway(e)) {
                    say("! " + name + ": half a write could be committed");
                }
            } catch (SQLException refused) {
                if (!"SG004".equals(refused.getSQLState())) {
                    throw refused;
                }
            }
        }
    }

    /**
     * Where telling the server failed, so has the transaction; its commit is a rollback then, of which this driver says
     * nothing. Without a fence the server fails it at once.
     */
    private static boolean failedAnyway(Exception e) {
        return e.getSuppressed().length == 1
                && e.getSuppressed()[0] instanceof SQLException telling
                && (EXPECTED.contains(String.valueOf(telling.getSQLState())) || "SG004".equals(telling.getSQLState()));
    }

    private void commit() throws SQLException {
        String intended = said.toString();
        if (!intended.isEmpty()) {
            say(intended);
        }
        connection.commit();
        say(intended.isEmpty() ? "r" : intended.replace("? ", "+ "));
        acknowledged.putAll(inTransaction);
        for (Map.Entry<Long, Long> entry : inTransaction.entrySet()) {
            if (entry.getValue() == 1) {
                own.add(entry.getKey());
            }
        }
    }

    private void intend(String kind, Left left, Wanted wanted) {
        if (!said.isEmpty()) {
            said.append('\n');
        }
        said.append("? ")
                .append(kind)
                .append(' ')
                .append(left.id())
                .append(' ')
                .append(left.version())
                .append(' ')
                .append(wanted.street());
        if (!kind.equals("CANCEL")) {
            inTransaction.put(left.id(), left.version());
        }
    }

    /** Sometimes a transaction takes its time, also before it writes what its stage says. */
    private Wanted wanted(long key) {
        Runnable before = random.nextInt(300) == 0 ? pause(400_000_000) : AT_ONCE;
        Runnable between = switch (random.nextInt(150)) {
            case 0 -> pause(60_000_000);
            case 1, 2, 3 -> pause(5_000_000);
            default -> AT_ONCE;
        };
        return new Wanted(key, name + "-" + ++tokens, before, between);
    }

    private Runnable pause(int mostNanos) {
        long nanos = random.nextInt(mostNanos);
        return () -> LockSupport.parkNanos(nanos);
    }

    private long key() {
        return own.isEmpty() || random.nextInt(3) > 0
                ? 1 + random.nextInt(SHARED)
                : own.get(random.nextInt(own.size()));
    }

    private void looks() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM addresses WHERE order_id = 1")) {
            row.next();
        }
        LockSupport.parkNanos(random.nextInt(3_000_000));
    }

    private void rollBack() {
        try {
            if (connection != null) {
                connection.rollback();
            }
        } catch (SQLException e) {
            connection = null; // cut: the next transaction gets another
        }
    }

    private static void say(String lines) {
        synchronized (System.out) {
            System.out.println(lines);
            System.out.flush();
        }
    }
}
