package dev.segue.testing.server;

import java.util.EnumMap;
import java.util.Map;

/**
 * One server of each major for all tests of a JVM, started when first asked for and stopped when the JVM ends. A test
 * takes a database of its own: {@code SharedServers.of(major).freshDatabase("my_test")}. Thread-safe.
 */
public final class SharedServers {

    private static final Map<Major, EmbeddedServer> SERVERS = new EnumMap<>(Major.class);
    private static boolean ended;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SharedServers::end, "stop the PostgreSQL servers"));
    }

    private SharedServers() {}

    /**
     * {@return the server of that major; not to be closed by the caller}
     *
     * @throws IllegalStateException if the JVM is ending: a server that is started now would outlive it
     */
    public static EmbeddedServer of(Major major) {
        synchronized (SERVERS) {
            if (ended) {
                throw new IllegalStateException("The JVM is ending: no PostgreSQL " + major + " is started any more");
            }
            EmbeddedServer known = SERVERS.get(major);
            if (known != null && known.running()) {
                return known;
            }
            EmbeddedServer started = EmbeddedServer.start(major);
            SERVERS.put(major, started);
            return started;
        }
    }

    private static void end() {
        synchronized (SERVERS) {
            ended = true;
            SERVERS.values().forEach(EmbeddedServer::close);
        }
    }
}
