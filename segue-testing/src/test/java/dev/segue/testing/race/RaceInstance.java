package dev.segue.testing.race;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * One process of the application: some threads that write and read, and a heartbeat. It tells on its standard output what
 * it is about to commit and what was acknowledged, and ends when its standard input does.
 */
final class RaceInstance {

    /** Instead of the journal's functions alone. */
    static final String BY_CLIENT = "client";

    private static volatile boolean stopping;

    private RaceInstance() {}

    /** URL, migration, name, seed, threads, and whether it uses the client. */
    public static void main(String[] arguments) throws Exception {
        // what the client logs is nothing that the ledger could read
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        try (RaceMember member = arguments[5].equals(BY_CLIENT)
                ? ClientMember.of(arguments[0], arguments[1], arguments[2])
                : FunctionsMember.of(arguments[0], arguments[1], arguments[2])) {
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < Integer.parseInt(arguments[4]); n++) {
                RaceWorker worker = new RaceWorker(
                        arguments[0], member, arguments[2] + "." + n, Long.parseLong(arguments[3]) + n, () -> stopping);
                threads.add(new Thread(worker::work, "worker " + n));
            }
            threads.forEach(Thread::start);
            while (System.in.read() >= 0) {
                // nothing is said but the end
            }
            stopping = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
