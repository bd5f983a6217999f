package dev.segue.testing.kill;

import dev.segue.engine.EngineListener;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Step;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One command of the engine while the application writes: after each commit of the engine there is a round of traffic, on
 * the engine's own thread, so that every run of it sends the same statements. Used once.
 */
final class Script implements Tap.Listener {

    /** What is done at a statement; may throw what the engine is to see. */
    interface Watcher {
        void before(Sent sent) throws SQLException;

        void after(Sent sent) throws SQLException;
    }

    /** The kind of a step that cannot be a transaction. */
    static final String CONCURRENT = "concurrent statement";

    private static final String BETWEEN = "between steps";

    private final KillCase killCase;
    private final Command command;
    private final Subject subject;
    private final Watcher watcher;
    private volatile String kind = BETWEEN;
    private volatile String step = "";
    private int round;

    Script(KillCase killCase, Command command, Subject subject, Watcher watcher) {
        this.killCase = killCase;
        this.command = command;
        this.subject = subject;
        this.watcher = watcher;
        this.round = command.firstRound();
    }

    /** Performs the command over connections of that source. */
    void run(String url, DataSource source) throws InvalidMigrationException {
        command.perform(
                Subject.open(url, new Tap(source, this).dataSource(), new EngineListener() {
                    @Override
                    public void stepStarted(String migration, Step started) {
                        kind = kindOf(started);
                        step = started.title();
                    }

                    @Override
                    public void stepDone(String migration, Step done) {
                        kind = BETWEEN;
                        step = "";
                    }
                }),
                killCase.file());
    }

    private static String kindOf(Step step) {
        return switch (step) {
            case Step.Transaction transaction ->
                transaction.locks().isEmpty()
                        ? "transaction"
                        : "locked transaction of " + step.phase().word();
            case Step.Concurrent concurrent -> CONCURRENT;
            case Step.Fill fill -> "fill";
            case Step.Compare compare -> "compare";
        };
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String step() {
        return step;
    }

    @Override
    public void before(Sent sent) throws SQLException {
        watcher.before(sent);
    }

    @Override
    public void after(Sent sent) throws SQLException {
        watcher.after(sent);
        if (sent.text().equals("COMMIT")) {
            subject.write(round++, subject.remembered());
        }
    }
}
