package dev.segue.testing.race;

import dev.segue.client.duplicate.DuplicateWrites;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One process of the application: some threads that write and read, and a heartbeat. It tells on its standard output what
 * it is about to commit and what was acknowledged, and ends when its standard input does.
 */
final class RaceInstance {

    static final String LEASE = "400 ms";

    private static final long HEARTBEAT_NANOS = 100_000_000;

    private final String url;
    private final String migration;
    private final long number;
    private volatile boolean stopping;

    private RaceInstance(String url, String migration, String name) {
        this.url = url;
        this.migration = migration;
        this.number = registered(name);
    }

    private long registered(String name) {
        while (true) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT id, segue.use(id, ?, 'BOTH') FROM segue.register('orders', ?, 'v1', ?::interval) AS id")) {
                statement.setString(1, migration);
                statement.setString(2, name);
                statement.setString(3, LEASE);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(HEARTBEAT_NANOS); // cut
            }
        }
    }

    /** URL, migration, name, seed, threads. */
    public static void main(String[] arguments) throws Exception {
        RaceInstance instance = new RaceInstance(arguments[0], arguments[1], arguments[2]);
        List<Thread> threads = new ArrayList<>();
        DuplicateWrites writes = new DuplicateWrites(arguments[1], () -> instance.number);
        for (int n = 0; n < Integer.parseInt(arguments[4]); n++) {
            RaceWorker worker = new RaceWorker(
                    arguments[0],
                    writes,
                    arguments[2] + "." + n,
                    Long.parseLong(arguments[3]) + n,
                    () -> instance.stopping);
            threads.add(new Thread(worker::work, "worker " + n));
        }
        Thread heart = new Thread(instance::beat, "heartbeat");
        heart.setDaemon(true);
        heart.start();
        threads.forEach(Thread::start);
        while (System.in.read() >= 0) {
            // nothing is said but the end
        }
        instance.stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void beat() {
        long epoch = 0;
        while (true) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT epoch FROM segue.heartbeat(?, ?::interval, jsonb_build_object(?, jsonb_build_object('epoch', ?)))")) {
                while (true) {
                    statement.setLong(1, number);
                    statement.setString(2, LEASE);
                    statement.setString(3, migration);
                    statement.setLong(4, epoch);
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        epoch = row.getLong(1); // pinned work goes by it already
                    }
                    LockSupport.parkNanos(HEARTBEAT_NANOS);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(HEARTBEAT_NANOS); // cut; the next one gets a new connection
            }
        }
    }
}
