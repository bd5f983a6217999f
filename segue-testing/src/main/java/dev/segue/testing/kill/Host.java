package dev.segue.testing.kill;

import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The server of the struck databases. Not thread-safe. */
public sealed interface Host extends AutoCloseable {

    /** {@return the server as it runs now} */
    EmbeddedServer server();

    /** Makes a copy of a database, to which nobody may be connected; {@return its name} */
    String copy(String prefix, String template);

    /** Kills the server as a power failure would, and starts it again on its data and its port. */
    void crash();

    @Override
    void close();

    /** {@return the server that other tests use too, which cannot be crashed} */
    static Host shared(Major major) {
        return new Shared(major);
    }

    /** {@return a server of its own whose commits survive its crash; its data are kept in a directory} */
    static Host mortal(Major major, Path data) {
        return new Mortal(major, data);
    }

    /** A server that other tests use too. */
    record Shared(Major major) implements Host {
        @Override
        public EmbeddedServer server() {
            return SharedServers.of(major);
        }

        @Override
        public String copy(String prefix, String template) {
            return server().freshDatabase(prefix, template);
        }

        @Override
        public void crash() {
            throw new UnsupportedOperationException("other tests use this server");
        }

        @Override
        public void close() {}
    }

    /** A server that dies and comes back. */
    final class Mortal implements Host {

        private final Major major;
        private final Path data;
        private EmbeddedServer server;

        private Mortal(Major major, Path data) {
            this.major = major;
            this.data = data;
            this.server =
                    EmbeddedServer.start(major, options -> options.durable().dataDirectory(data));
        }

        @Override
        public EmbeddedServer server() {
            return server;
        }

        /**
         * A sequence logs its values in advance, and its copy believes that they are logged, which they are not in the
         * copy's own log: without a checkpoint a crash would give them out again. That is PostgreSQL's, not Segue's.
         */
        @Override
        public String copy(String prefix, String template) {
            String name = server.freshDatabase(prefix, template);
            try (Connection connection = server.dataSource(name).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
            } catch (SQLException e) {
                throw new IllegalStateException("no checkpoint: " + e.getMessage(), e);
            }
            return name;
        }

        @Override
        public void crash() {
            int port = server.port();
            server.crash();
            server.close();
            server = EmbeddedServer.start(
                    major, options -> options.durable().dataDirectory(data).port(port));
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
