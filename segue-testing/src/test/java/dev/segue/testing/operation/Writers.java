package dev.segue.testing.operation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Sends each of some statements again and again, in a session of its own. */
final class Writers {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicIntegerArray rounds;
    private volatile boolean ends;

    Writers(javax.sql.DataSource database, List<String> statements) {
        rounds = new AtomicIntegerArray(statements.size());
        for (int n = 0; n < statements.size(); n++) {
            int place = n;
            running.add(threads.submit(() -> {
                send(database, statements.get(place), place);
                return place;
            }));
        }
    }

    private void send(javax.sql.DataSource database, String sql, int place) throws SQLException, InterruptedException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            while (!ends) {
                statement.execute(sql);
                rounds.incrementAndGet(place);
                Thread.sleep(2);
            }
        }
    }

    /** Waits until each statement has been sent that often more. */
    void goOn(int more) throws Exception {
        for (int n = 0; n < running.size(); n++) {
            int until = rounds.get(n) + more;
            while (rounds.get(n) < until) {
                if (running.get(n).isDone()) {
                    running.get(n).get();
                }
                Thread.sleep(1);
            }
        }
    }

    /** Ends, and throws what made one of them end before. */
    void end() throws Exception {
        ends = true;
        for (Future<?> one : running) {
            one.get(30, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }
}
