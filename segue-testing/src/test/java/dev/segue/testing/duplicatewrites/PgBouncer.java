package dev.segue.testing.duplicatewrites;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/** PgBouncer in transaction mode in front of a server, where it is installed. Few sessions, so that they are shared. */
public final class PgBouncer implements AutoCloseable {

    private static final List<Path> PLACES = Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin")
            .map(Path::of)
            .toList();

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static boolean isInstalled() {
        return PLACES.stream().anyMatch(place -> Files.isExecutable(place.resolve("pgbouncer")));
    }

    /** Starts one. What it says goes to a file of the directory. */
    public static PgBouncer before(int serverPort, String user, int sessions, Path directory) throws IOException {
        int port = freePort();
        Path configuration = Files.writeString(
                directory.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                admin_users = %s
                pool_mode = transaction
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(serverPort, user, port, user, sessions));
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U")); // as root it refuses to run, as PostgreSQL does
        }
        Path binary = PLACES.stream()
                .map(place -> place.resolve("pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        command.addAll(List.of(binary.toString(), configuration.toString()));
        Path log = directory.resolve("pgbouncer.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        PgBouncer started = new PgBouncer(process, port);
        try {
            await().until(() -> started.listens(log));
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens(Path log) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("PgBouncer did not start: " + Files.readString(log));
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** {@return the URL of a database, or of the admin console, which is called pgbouncer} */
    public String url(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + user + "&prepareThreshold=0";
    }

    /** {@return connections through it; server-side prepared statements do not survive a pooler, so they are off} */
    PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/" + database);
        source.setUser("anybody");
        source.setPrepareThreshold(0);
        return source;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
