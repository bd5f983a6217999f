package dev.segue.bench;

import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import org.jspecify.annotations.Nullable;

/**
 * The server that is measured: one that was there, or an embedded one that ends with the benchmark.
 *
 * @param url of a database of the server
 * @param embedded null where the server was there
 */
record BenchmarkServer(String url, @Nullable EmbeddedServer embedded) implements AutoCloseable {

    static BenchmarkServer of(@Nullable String url) {
        if (url != null) {
            return new BenchmarkServer(url, null);
        }
        EmbeddedServer server =
                EmbeddedServer.start(Major.V18, options -> options.durable().setting("shared_buffers", "512MB"));
        return new BenchmarkServer(server.url("postgres"), server);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
