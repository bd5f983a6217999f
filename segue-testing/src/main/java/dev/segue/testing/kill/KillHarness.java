package dev.segue.testing.kill;

import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import dev.segue.testing.kill.KillPoint.Blow;
import dev.segue.testing.kill.KillPoint.Side;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Strikes a migration at a point, has the application write on, and asserts that the migration then goes to its end, and
 * on a copy of the database back to its beginning: every acknowledged write read through every shape that lives, the
 * catalog that of an undisturbed run. Not thread-safe.
 */
public final class KillHarness implements AutoCloseable {

    /** The system property that names the one point to strike: {@code halt:seal:12:after}. */
    public static final String POINT = "segue.kill.point";

    private static final int ROUND_AFTER_THE_BLOW = 90_000;

    private final KillCase killCase;
    private final Host host;
    private final Striker striker;
    private final Undisturbed undisturbed;

    /**
     * Makes the database that all begins with.
     *
     * @param provider has a constructor without arguments: a halted JVM makes another one
     */
    public KillHarness(Supplier<KillCase> provider, Host host) {
        this.killCase = provider.get();
        this.host = host;
        this.striker = new Striker(provider, host);
        this.undisturbed = new Undisturbed(killCase, host);
    }

    /**
     * {@return all points of a command}: before every statement, and after every one whose work is then committed. After
     * another one the database is as before the next one. An engine that is halted sees nothing any more, so before the
     * first statement of a transaction is the same to it as after the last one of the transaction before.
     */
    public List<KillPoint> points(Blow blow, Command command) {
        List<KillPoint> points = new ArrayList<>();
        boolean within = true;
        for (Sent sent : undisturbed.stage(command).sent()) {
            if (within || blow != Blow.HALT) {
                points.add(new KillPoint(blow, command, sent.ordinal(), Side.BEFORE));
            }
            if (blow != Blow.HALT && sent.mayBeHalfDone()) {
                points.add(new KillPoint(blow, command, sent.ordinal(), Side.DURING));
            }
            if (sent.commitsWork()) {
                points.add(new KillPoint(blow, command, sent.ordinal(), Side.AFTER));
            }
            within = !sent.ends();
        }
        return points;
    }

    /**
     * {@return one point for each kind of step, after a commit of it or in the midst of what may be half done: one of
     * many, if there are many; each transaction that locks the tables against everybody is a kind of its own}
     */
    public Map<String, KillPoint> pointOfEachKind(Blow blow) {
        Map<String, List<KillPoint>> points = new LinkedHashMap<>();
        for (Command command : Command.values()) {
            for (Sent sent : undisturbed.stage(command).sent()) {
                if (sent.isDecisive()) {
                    points.computeIfAbsent(sent.kind(), kind -> new ArrayList<>())
                            .add(new KillPoint(blow, command, sent.ordinal(), mostTelling(blow, sent)));
                }
            }
        }
        Map<String, KillPoint> middle = new LinkedHashMap<>();
        points.forEach((kind, all) -> middle.put(kind, all.get(all.size() / 2)));
        return middle;
    }

    private static Side mostTelling(Blow blow, Sent sent) {
        return blow != Blow.HALT && sent.mayBeHalfDone() ? Side.DURING : Side.AFTER;
    }

    /** {@return the statement at a point, for people} */
    public String describe(KillPoint point) {
        return sent(point).name();
    }

    private Sent sent(KillPoint point) {
        List<Sent> sent = undisturbed.stage(point.command()).sent();
        if (point.ordinal() < 1 || point.ordinal() > sent.size()) {
            throw new IllegalArgumentException(point + ": the command sends " + sent.size() + " statements");
        }
        return sent.get(point.ordinal() - 1);
    }

    /** {@return a line for every statement that a second run of the command sends differently} */
    public List<String> unsteadiness(Command command) {
        List<String> first =
                undisturbed.stage(command).sent().stream().map(Sent::toString).toList();
        Stage second = undisturbed.perform(command);
        host.server().dropDatabase(second.endDatabase());
        List<String> again = second.sent().stream().map(Sent::toString).toList();
        List<String> differences = new ArrayList<>();
        for (int n = 0; n < Math.max(first.size(), again.size()); n++) {
            String one = n < first.size() ? first.get(n) : "nothing";
            String other = n < again.size() ? again.get(n) : "nothing";
            if (!one.equals(other)) {
                differences.add(one + " / " + other);
            }
        }
        return differences;
    }

    /**
     * Strikes and looks what can be made of it.
     *
     * @throws AssertionError if anything is not as it must be; it names the point and the databases, which are kept then
     */
    public void strike(KillPoint point) {
        Stage stage = undisturbed.stage(point.command());
        String database = host.copy("kill", stage.database());
        String copy = "none";
        try {
            Ledger ledger = striker.strike(point, sent(point), database, stage.ledger());
            awaitNobody(database);
            copy = host.copy("kill_back", database);
            forward(subject(database, ledger.copy()));
            back(subject(copy, ledger.copy()));
            assertNoDeadlock(database);
            assertNoDeadlock(copy);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    """
                    %s, struck at %s
                    %s
                    databases %s and %s of PostgreSQL %s; to strike there again: -D%s=%s
                    """.formatted(
                                    killCase,
                                    sent(point).name(),
                                    e.getMessage(),
                                    database,
                                    copy,
                                    host.server().major(),
                                    POINT,
                                    point),
                    e);
        }
        host.server().dropDatabase(database);
        host.server().dropDatabase(copy);
    }

    private Subject subject(String database, Ledger ledger) {
        return new Subject(killCase, host.server().url(database), host.server().dataSource(database), ledger);
    }

    /** A server notices that its client is gone when it is done with what it was sent. */
    private void awaitNobody(String database) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        try (Connection connection = host.server().dataSource("postgres").getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM pg_stat_activity WHERE datname = ?")) {
            statement.setString(1, database);
            while (true) {
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    if (row.getInt(1) == 0) {
                        return;
                    }
                    if (System.nanoTime() > deadline) {
                        throw new AssertionError("sessions of the struck engine do not end");
                    }
                }
                Thread.sleep(20);
            }
        } catch (SQLException e) {
            throw new AssertionError("the server cannot be asked: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void assertNoDeadlock(String database) {
        try (Connection connection = host.server().dataSource("postgres").getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT deadlocks FROM pg_stat_database WHERE datname = ?")) {
            statement.setString(1, database);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && row.getLong(1) > 0) {
                    throw new AssertionError("the server has broken " + row.getLong(1) + " deadlocks in " + database);
                }
            }
        } catch (SQLException e) {
            throw new AssertionError("the server cannot be asked: " + e.getMessage(), e);
        }
    }

    private void forward(Subject subject) {
        writeAndCheck(subject, ROUND_AFTER_THE_BLOW);
        try {
            Outcome outcome = subject.engine().run(killCase.file(), Phase.VERIFY, List.of());
            if (outcome.state() instanceof Lifecycle.RolledBack) {
                writeAndCheck(subject, ROUND_AFTER_THE_BLOW + 1);
                assertEqual("the catalog after the rollback", undisturbed.startDump(), subject.dump());
                subject.engine().run(killCase.file(), Phase.VERIFY, List.of());
            }
            writeAndCheck(subject, ROUND_AFTER_THE_BLOW + 2);
            subject.engine().flag(killCase.migrationName(), 100);
            Outcome end = subject.engine().run(killCase.file(), Phase.CONTRACT, List.of());
            if (!(end.state() instanceof Lifecycle.Contracted)) {
                throw new AssertionError("resumed, it did not come to its end: " + end);
            }
        } catch (InvalidMigrationException e) {
            throw new AssertionError("the file does not fit any more: " + e, e);
        } catch (SegueException e) {
            throw new AssertionError("it cannot be resumed: " + e.getMessage() + "; next: " + e.next(), e);
        }
        writeAndCheck(subject, ROUND_AFTER_THE_BLOW + 3);
        assertEqual("the catalog at the end", undisturbed.contractedDump(), subject.dump());
        assertEqual("Segue's functions at the end", undisturbed.contractedFunctions(), subject.functions());
    }

    private void back(Subject subject) {
        writeAndCheck(subject, ROUND_AFTER_THE_BLOW);
        Optional<Lifecycle> state = subject.state();
        List<String> functions = subject.functions();
        try {
            Outcome outcome = subject.engine().rollback(killCase.migrationName());
            if (!(outcome.state() instanceof Lifecycle.RolledBack)) {
                throw new AssertionError("the rollback ended with " + outcome);
            }
        } catch (SegueException e) {
            boolean expected = state.isEmpty() || state.get() instanceof Lifecycle.Contracted;
            if (!expected || e.kind() != SegueException.Kind.USAGE) {
                throw new AssertionError("it cannot be rolled back: " + e.getMessage() + "; next: " + e.next(), e);
            }
        }
        writeAndCheck(subject, ROUND_AFTER_THE_BLOW + 4);
        boolean contracted = state.isPresent() && state.get() instanceof Lifecycle.Contracted;
        assertEqual(
                contracted ? "the catalog after the refused rollback" : "the catalog after the rollback",
                contracted ? undisturbed.contractedDump() : undisturbed.startDump(),
                subject.dump());
        assertEqual(
                "Segue's functions after the rollback",
                state.isEmpty() ? functions : undisturbed.contractedFunctions(),
                subject.functions());
    }

    private static void writeAndCheck(Subject subject, int round) {
        Optional<Lifecycle> state = subject.state();
        subject.write(round, state);
        subject.check(state);
    }

    private static void assertEqual(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("%s is%n%s%ninstead of%n%s".formatted(what, actual, expected));
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
