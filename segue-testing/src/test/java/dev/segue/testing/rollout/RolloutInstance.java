package dev.segue.testing.rollout;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One process of the application: a few threads place orders, move them and read them back, until its input ends. It says
 * {@code + ID STREET} for every acknowledged write, and {@code ! …} for every request that failed.
 */
final class RolloutInstance {

    private static final int THREADS = 3;
    private static final int REMEMBERED = 50;

    private final String name;
    private final Code code;
    private final PGSimpleDataSource database;
    private volatile boolean stopping;

    private RolloutInstance(String url, String name, String code) {
        this.name = name;
        this.database = new PGSimpleDataSource();
        database.setUrl(url);
        database.setApplicationName("orders " + name);
        this.code = Code.of(code, name, database, () -> stopping);
    }

    /** @param arguments the database's URL, the instance's name, and its {@link Code} */
    public static void main(String... arguments) throws IOException, InterruptedException {
        RolloutInstance instance = new RolloutInstance(arguments[0], arguments[1], arguments[2]);
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < THREADS; n++) {
            int number = n;
            threads.add(new Thread(() -> instance.work(number)));
        }
        threads.forEach(Thread::start);
        while (System.in.read() >= 0) {
            // until it ends
        }
        instance.stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        instance.code.close();
    }

    static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(int number) {
        SplittableRandom random = new SplittableRandom((name + number).hashCode());
        Map<Long, String> own = new HashMap<>();
        List<Long> keys = new ArrayList<>();
        int tokens = 0;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            while (!stopping) {
                String street = name + "-" + number + "-" + ++tokens;
                int choice = random.nextInt(10);
                long key = keys.isEmpty() ? 0 : keys.get(random.nextInt(keys.size()));
                try {
                    if (key == 0 || choice < 2 && keys.size() < REMEMBERED) {
                        key = request(connection, key, isNew -> place(connection, isNew, street));
                        keys.add(key);
                        own.put(key, street);
                        say("+ " + key + " " + street);
                    } else if (choice < 6) {
                        long moved = key;
                        request(connection, key, isNew -> move(connection, isNew, moved, street));
                        own.put(key, street);
                        say("+ " + key + " " + street);
                    } else {
                        long read = key;
                        request(connection, key, isNew -> expect(connection, isNew, read, own.get(read)));
                    }
                } catch (SQLException | RuntimeException e) {
                    connection.rollback();
                    say("! " + name + ": " + e);
                }
                pause(2);
            }
        } catch (SQLException e) {
            say("! " + name + " has no connection: " + e);
        }
    }

    private interface Request {
        long handle(boolean isNew) throws SQLException;
    }

    /** The way that it goes by ends when it is committed. */
    private long request(Connection connection, long key, Request request) throws SQLException {
        try (Code.Way way = code.begin(connection, key)) {
            long answer = request.handle(way.isNew());
            connection.commit();
            return answer;
        }
    }

    private static long place(Connection connection, boolean isNew, String street) throws SQLException {
        return one(
                connection,
                isNew ? """
                        WITH a AS (INSERT INTO addresses (street, city) VALUES (?, 'Ulm') RETURNING id)
                        INSERT INTO orders (total, address_id) SELECT 1, id FROM a RETURNING id""" : "INSERT INTO orders (total, street, city) VALUES (1, ?, 'Ulm') RETURNING id",
                street);
    }

    private static long move(Connection connection, boolean isNew, long key, String street) throws SQLException {
        return one(
                connection,
                isNew ? """
                        UPDATE addresses a SET street = ? FROM orders o
                        WHERE o.id = %d AND a.id = o.address_id RETURNING o.id""".formatted(key) : "UPDATE orders SET street = ? WHERE id = %d RETURNING id".formatted(key),
                street);
    }

    private static long expect(Connection connection, boolean isNew, long key, String street) throws SQLException {
        return one(
                connection,
                isNew ? """
                        SELECT o.id FROM orders o JOIN addresses a ON a.id = o.address_id
                        WHERE a.street = ? AND o.id = %d""".formatted(key) : "SELECT id FROM orders WHERE street = ? AND id = %d".formatted(key),
                street);
    }

    private static long one(Connection connection, String sql, String street) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, street);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("nothing found for " + street + " by " + sql);
                }
                return row.getLong(1);
            }
        }
    }
}
