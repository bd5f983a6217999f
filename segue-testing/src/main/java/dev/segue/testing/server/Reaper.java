package dev.segue.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops servers whose JVM was killed and could not stop them. Every server leaves a note in one directory: the JVM that
 * owns it, and the server's process. A server is stopped only if its owner is gone and its process is still the one
 * noted.
 */
final class Reaper {

    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final Path DIRECTORY = Path.of(System.getProperty("java.io.tmpdir"), "segue-servers");
    private static final String SUFFIX = ".server";

    private Reaper() {}

    /** {@return the directory of the notes, which exists} */
    static Path directory() {
        try {
            return Files.createDirectories(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the directory " + DIRECTORY, e);
        }
    }

    /**
     * Notes a server of this JVM.
     *
     * @param disposable what is to be deleted once the server is gone
     * @return the note, to be deleted when the server has been stopped
     */
    static Path note(ProcessHandle server, List<Path> disposable) {
        Path note = directory().resolve(server.pid() + SUFFIX);
        try {
            return Files.write(
                    note, List.of(identity(ProcessHandle.current()), identity(server)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + note, e);
        }
    }

    /** Stops what was left behind; {@return how many servers that were} */
    static int reap() {
        try (Stream<Path> notes = Files.list(directory())) {
            return (int) notes.filter(note -> note.toString().endsWith(SUFFIX))
                    .filter(Reaper::reap)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the directory " + DIRECTORY, e);
        }
    }

    private static boolean reap(Path note) {
        try {
            List<String> lines = Files.readAllLines(note, StandardCharsets.UTF_8);
            if (lines.size() < 2 || find(lines.get(0)).isPresent()) {
                return false;
            }
            Optional<ProcessHandle> server = find(lines.get(1));
            server.ifPresent(Reaper::stop);
            for (String disposable : lines.subList(2, lines.size())) {
                delete(Path.of(disposable));
            }
            Files.deleteIfExists(note);
            return server.isPresent();
        } catch (IOException e) {
            LOG.debug("The note {} went away or cannot be read", note, e);
            return false;
        }
    }

    /** Deletes a file or a directory with all it holds. */
    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    /** A fast shutdown, then an immediate one: the server's data are of no use to anybody. */
    private static void stop(ProcessHandle server) {
        LOG.info("Stopping the PostgreSQL process {}, which a killed JVM left behind", server.pid());
        for (String signal : List.of("-INT", "-QUIT", "-KILL")) {
            try {
                new ProcessBuilder("kill", signal, Long.toString(server.pid()))
                        .redirectErrorStream(true)
                        .start()
                        .waitFor(5, TimeUnit.SECONDS);
                for (int i = 0; i < 50 && server.isAlive(); i++) {
                    Thread.sleep(100);
                }
            } catch (IOException e) {
                LOG.warn("Cannot send {} to the process {}", signal, server.pid(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!server.isAlive()) {
                return;
            }
        }
    }

    /** Process numbers are used again, so the start time belongs to the identity. */
    private static String identity(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Object::toString).orElse("?");
    }

    private static Optional<ProcessHandle> find(String identity) {
        long number = Long.parseLong(identity.substring(0, identity.indexOf(' ')));
        return ProcessHandle.of(number)
                .filter(process -> process.isAlive() && identity(process).equals(identity));
    }
}
