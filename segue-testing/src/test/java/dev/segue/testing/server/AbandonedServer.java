package dev.segue.testing.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM that starts a server, tells its process, and waits to be killed. */
final class AbandonedServer {

    private AbandonedServer() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        EmbeddedServer.start(Majors.one(), options -> options.dataDirectory(data));
        System.out.println(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
        Thread.sleep(60_000);
    }
}
