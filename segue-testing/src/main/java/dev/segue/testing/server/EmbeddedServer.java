package dev.segue.testing.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of this JVM's own. It listens on localhost only, trusts everybody who connects, and is stopped by
 * {@link #close()}, by the JVM's exit, or, if the JVM was killed, by the next start of any server. Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {

    /** The superuser that everybody may connect as. */
    public static final String USER = "postgres";

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Major major;
    private final EmbeddedPostgres server;
    private final ProcessHandle process;
    private final Path note;
    private final Path log;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedServer(Major major, EmbeddedPostgres server, ProcessHandle process, Path note, Path log) {
        this.major = major;
        this.server = server;
        this.process = process;
        this.note = note;
        this.log = log;
    }

    /**
     * Starts a server.
     *
     * @param options is given the options to change
     * @throws IllegalStateException if its binaries are not there or it does not start; the message says what to do
     */
    public static EmbeddedServer start(Major major, Consumer<ServerOptions> options) {
        ServerOptions chosen = new ServerOptions();
        options.accept(chosen);
        Binaries binaries = Binaries.of(major);
        RootUser.requireUnshare();
        Reaper.reap();
        String name = ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
        Path log = Reaper.directory().resolve(name + ".log");
        Path data = chosen.dataDirectory().orElse(Reaper.directory().resolve(name));
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries)
                .setPort(chosen.port())
                .setPGStartupWait(Duration.ofSeconds(60))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()));
        chosen.settings().forEach(builder::setServerConfig);
        builder.setDataDirectory(data)
                .setCleanDataDirectory(chosen.dataDirectory().isEmpty());
        try {
            EmbeddedPostgres server = builder.start();
            ProcessHandle process = postmaster(data);
            List<Path> disposable = chosen.dataDirectory().isPresent() ? List.of(log) : List.of(log, data);
            return new EmbeddedServer(major, server, process, Reaper.note(process, disposable), log);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "PostgreSQL " + major + " did not start. What it said is in " + log + lastLines(log), e);
        }
    }

    /** Starts a server as it comes. */
    public static EmbeddedServer start(Major major) {
        return start(major, options -> {});
    }

    /** The first line of the server's own note is the number of its process. */
    private static ProcessHandle postmaster(Path data) throws IOException {
        String number = Files.readAllLines(data.resolve("postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(number.strip()))
                .orElseThrow(() -> new IllegalStateException("its process " + number + " is gone"));
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return " (which cannot be read: " + e.getMessage() + ")";
        }
    }

    public Major major() {
        return major;
    }

    public int port() {
        return server.getPort();
    }

    /** {@return the file that the server logs into; deleted when the server is closed} */
    public Path log() {
        return log;
    }

    /** {@return the JDBC URL of a database, the superuser included} */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database + "?user=" + USER;
    }

    /** {@return a source of plain, unpooled connections to a database} */
    public DataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(database));
        return source;
    }

    /** Makes an empty database. */
    public void createDatabase(String name) {
        createDatabase(name, "template1");
    }

    /** Makes a database that is a copy of another, to which nobody may be connected. */
    public void createDatabase(String name, String template) {
        execute("CREATE DATABASE " + quoted(name) + " TEMPLATE " + quoted(template));
    }

    /** Makes an empty database with a name nobody else has; {@return the name} */
    public String freshDatabase(String prefix) {
        return freshDatabase(prefix, "template1");
    }

    /** Makes a copy of a database with a name nobody else has; {@return the name} */
    public String freshDatabase(String prefix, String template) {
        String name = prefix + "_" + NUMBERS.incrementAndGet();
        createDatabase(name, template);
        return name;
    }

    /** Drops a database if it is there, whoever is connected. */
    public void dropDatabase(String name) {
        execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    private void execute(String sql) {
        try (Connection connection = dataSource(USER).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed on PostgreSQL " + major + ": " + e.getMessage(), e);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /**
     * Kills the server's process as a power failure would; all its sessions end. {@link #close()} is still needed. With
     * a data directory and a port of its own it can be started again.
     */
    public void crash() {
        List<ProcessHandle> sessions = process.children().toList();
        process.destroyForcibly();
        process.onExit().join();
        for (ProcessHandle session : sessions) {
            session.destroyForcibly();
            session.onExit().join();
        }
    }

    /** Stops the server and waits until its process is gone. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            server.close();
            process.onExit().join();
            Files.deleteIfExists(note);
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL " + major + " did not stop", e);
        }
    }

    /** {@return whether the server's process runs} */
    public boolean running() {
        return process.isAlive();
    }
}
