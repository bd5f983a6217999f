package dev.segue.testing.server;

import java.util.EnumMap;
import java.util.Map;

/**
 * One server of each major for all tests of a JVM, started when first asked for and stopped when the JVM ends. A test
 * takes a database of its own: {@code SharedServers.of(major).freshDatabase("my_test")}. Thread-safe.
 */
public final class SharedServers {

    private static final Map<Major, EmbeddedServer> SERVERS = new EnumMap<>(Major.class);

    private SharedServers() {}

    /** {@return the server of that major; not to be closed by the caller} */
    public static EmbeddedServer of(Major major) {
        synchronized (SERVERS) {
            EmbeddedServer known = SERVERS.get(major);
            if (known != null && known.running()) {
                return known;
            }
            EmbeddedServer started = EmbeddedServer.start(major);
            SERVERS.put(major, started);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop PostgreSQL " + major));
            return started;
        }
    }
}
