package dev.segue.testing.kill;

import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.testing.kill.KillPoint.Side;
import dev.segue.testing.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Performs a command on a database and strikes at a point of it. Not thread-safe. */
final class Striker {

    private static final int SECONDS_FOR_A_COMMAND = 120;

    private final Supplier<KillCase> provider;
    private final KillCase killCase;
    private final Host host;

    Striker(Supplier<KillCase> provider, Host host) {
        this.provider = provider;
        this.killCase = provider.get();
        this.host = host;
    }

    /**
     * Strikes.
     *
     * @param aim the statement that is to be struck
     * @return what was acknowledged until then
     * @throws AssertionError if the statement was not reached, or if the engine lived on and failed without saying what is
     *     to be done
     */
    Ledger strike(KillPoint point, Sent aim, String database, Ledger ledger) {
        return switch (point.blow()) {
            case HALT -> halt(point, aim, database, ledger);
            case CRASH -> crash(point, aim, database, ledger);
            case CUT -> cut(point, aim, database, ledger);
        };
    }

    private Ledger halt(KillPoint point, Sent aim, String database, Ledger ledger) {
        try {
            Path directory = Files.createTempDirectory("segue-kill");
            Path written = directory.resolve("ledger");
            ledger.copyTo(written);
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    KilledEngine.class.getName(),
                    provider.getClass().getName(),
                    host.server().url(database),
                    point.toString(),
                    written.toString()));
            Path output = directory.resolve("output");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS_FOR_A_COMMAND, TimeUnit.SECONDS);
            process.destroyForcibly().waitFor();
            String said = Files.readString(output);
            if (!ended || process.exitValue() != KilledEngine.HALTED || !said.contains(aim.name())) {
                throw new AssertionError(
                        "the engine's JVM was to be halted at " + aim.name() + "; it ended otherwise:\n" + said);
            }
            Ledger result = Ledger.continued(written).copy();
            for (Path file : List.of(written, output, directory)) {
                Files.delete(file);
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Ledger crash(KillPoint point, Sent aim, String database, Ledger ledger) {
        try (InFlight inFlight = new InFlight(host.server().dataSource(database))) {
            return inThisJvm(point, aim, database, ledger, host.server().port(), sent -> {
                switch (point.side()) {
                    case BEFORE -> host.crash();
                    case DURING -> inFlight.strike(sent, host::crash);
                    case AFTER -> {
                        host.crash();
                        throw new SQLException("the server died before its answer was seen", "08006");
                    }
                }
            });
        }
    }

    private Ledger cut(KillPoint point, Sent aim, String database, Ledger ledger) {
        try (CuttingProxy proxy = new CuttingProxy(host.server().port());
                InFlight inFlight = new InFlight(host.server().dataSource(database))) {
            KillPoint armed = new KillPoint(point.blow(), point.command(), point.ordinal(), Side.BEFORE);
            return inThisJvm(armed, aim, database, ledger, proxy.port(), sent -> {
                switch (point.side()) {
                    case BEFORE -> proxy.cut(sent.session());
                    case DURING -> inFlight.strike(sent, () -> proxy.cut(sent.session()));
                    case AFTER -> proxy.cutAtAnswer(sent.session());
                }
            });
        }
    }

    private interface Act {
        void at(Sent sent) throws SQLException;
    }

    /** The engine survives the blow: it may go on, or give up and say what to do next. */
    private Ledger inThisJvm(KillPoint point, Sent aim, String database, Ledger ledger, int port, Act act) {
        EmbeddedServer server = host.server();
        Ledger written = ledger.copy();
        Subject subject = new Subject(killCase, server.url(database), server.dataSource(database), written);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url(database).replace(":" + server.port() + "/", ":" + port + "/"));
        Watcher watcher = new Watcher(point, act);
        try {
            new Script(killCase, point.command(), subject, watcher).run(server.url(database), source);
        } catch (SegueException e) {
            if (e.kind() != SegueException.Kind.FAILED
                    || e.getMessage() == null
                    || e.next().isBlank()) {
                throw new AssertionError("the engine gave up without saying what to do: " + e, e);
            }
        } catch (InvalidMigrationException | RuntimeException e) {
            throw new AssertionError("the engine did not stand the blow: " + e, e);
        }
        if (watcher.struck == null || !watcher.struck.equals(aim)) {
            throw new AssertionError("the blow was to fall at " + aim.name() + ", and fell at " + watcher.struck);
        }
        return written;
    }

    private static final class Watcher implements Script.Watcher {

        private final KillPoint point;
        private final Act act;
        private @Nullable Sent struck;

        Watcher(KillPoint point, Act act) {
            this.point = point;
            this.act = act;
        }

        @Override
        public void before(Sent sent) throws SQLException {
            strike(sent, Side.BEFORE);
        }

        @Override
        public void after(Sent sent) throws SQLException {
            strike(sent, Side.AFTER);
        }

        private void strike(Sent sent, Side side) throws SQLException {
            boolean armed = side == point.side() || side == Side.BEFORE && point.side() == Side.DURING;
            if (sent.ordinal() == point.ordinal() && armed) {
                struck = sent;
                act.at(sent);
            }
        }
    }
}
