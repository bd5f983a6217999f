package dev.segue.testing.server;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How an embedded server is to be started. Not thread-safe; used only while {@link EmbeddedServer#start} runs. */
public final class ServerOptions {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private Optional<Path> dataDirectory = Optional.empty();
    private int port;

    ServerOptions() {
        setting("log_lock_waits", "on");
        setting("deadlock_timeout", "1s");
        setting("max_prepared_transactions", "10");
        setting("shared_buffers", "128MB");
        setting("max_wal_size", "4GB");
        setting("checkpoint_timeout", "30min");
    }

    /** Sets a setting of the server's configuration file. */
    public ServerOptions setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Makes commits survive a crash of the server, which they do not by default: tests that crash it need this. */
    public ServerOptions durable() {
        return setting("fsync", "on").setting("synchronous_commit", "on").setting("full_page_writes", "on");
    }

    /** Keeps the data in this directory, beyond the server's life; without it they are thrown away. */
    public ServerOptions dataDirectory(Path directory) {
        dataDirectory = Optional.of(directory);
        return this;
    }

    /** Listens on this port; 0, the default, takes a free one. */
    public ServerOptions port(int number) {
        port = number;
        return this;
    }

    Map<String, String> settings() {
        return settings;
    }

    Optional<Path> dataDirectory() {
        return dataDirectory;
    }

    int port() {
        return port;
    }
}
