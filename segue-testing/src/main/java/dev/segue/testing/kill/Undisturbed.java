package dev.segue.testing.kill;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The same migration without blows: where each command begins, what it sends, and how all ends. Not thread-safe. */
final class Undisturbed {

    private final KillCase killCase;
    private final Host host;
    private final String start;
    private final Ledger startLedger;
    private final String startDump;
    private final Map<Command, Stage> stages = new EnumMap<>(Command.class);

    Undisturbed(KillCase killCase, Host host) {
        this.killCase = killCase;
        this.host = host;
        this.start = host.server().freshDatabase("kill_start");
        this.startLedger = Ledger.empty();
        try (Connection connection = host.server().dataSource(start).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(killCase.setUp());
            killCase.traffic()
                    .rows(connection, Shape.OLD)
                    .forEach(
                            (key, row) -> startLedger.is(key, killCase.traffic().kept(row)));
        } catch (SQLException e) {
            throw new IllegalStateException("the set-up of " + killCase + " failed: " + e.getMessage(), e);
        }
        this.startDump = subject(start, startLedger).dump();
    }

    private Subject subject(String database, Ledger ledger) {
        return new Subject(killCase, host.server().url(database), host.server().dataSource(database), ledger);
    }

    /** {@return the command, performed when first asked for} */
    Stage stage(Command command) {
        Stage known = stages.get(command);
        if (known == null) {
            known = perform(command);
            stages.put(command, known);
        }
        return known;
    }

    /** Performs a command; {@return how it went, which must be the same every time} */
    Stage perform(Command command) {
        String from = command.after().map(c -> stage(c).endDatabase()).orElse(start);
        Ledger before = command.after().map(c -> stage(c).endLedger()).orElse(startLedger);
        String database = host.copy("kill_" + command, from);
        Ledger ledger = before.copy();
        List<Sent> sent = new ArrayList<>();
        Subject subject = subject(database, ledger);
        Script.Watcher recording = new Script.Watcher() {
            @Override
            public void before(Sent statement) {
                sent.add(statement);
            }

            @Override
            public void after(Sent statement) {}
        };
        try {
            new Script(killCase, command, subject, recording)
                    .run(host.server().url(database), host.server().dataSource(database));
        } catch (InvalidMigrationException e) {
            throw new IllegalArgumentException("the file does not fit: " + e, e);
        }
        subject.check(subject.state());
        return new Stage(from, before, database, ledger, sent);
    }

    /** {@return the catalog before anything} */
    String startDump() {
        return startDump;
    }

    /** {@return the catalog after the contract} */
    String contractedDump() {
        Stage contract = stage(Command.CONTRACT);
        return subject(contract.endDatabase(), contract.endLedger()).dump();
    }

    /** {@return the functions that Segue keeps after the contract} */
    List<String> contractedFunctions() {
        Stage contract = stage(Command.CONTRACT);
        return subject(contract.endDatabase(), contract.endLedger()).functions();
    }
}
