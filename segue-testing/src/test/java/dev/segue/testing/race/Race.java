package dev.segue.testing.race;

import dev.segue.client.Stage;
import dev.segue.testing.process.ApplicationProcess;
import dev.segue.testing.server.EmbeddedServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** One migration from OFF to wherever it comes, with processes that write all the while. Used by one thread, once. */
final class Race {

    private static final int PROCESSES = 3;
    private static final int THREADS = 6;
    private static final Duration MOST = Duration.ofMinutes(10);

    private final EmbeddedServer server;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private final List<ApplicationProcess> processes = new ArrayList<>();
    private final Map<Stage, Integer> moves = new EnumMap<>(Stage.class);

    /** Whether the stages end and begin again; only the client hears of that. */
    private final boolean ends;

    private boolean ended;
    private int endings;
    private int started;
    private int paused;
    private int killed;
    private int cut;

    Race(EmbeddedServer server, long seed) {
        this.server = server;
        this.random = new Random(seed);
        this.ends = random.nextBoolean();
    }

    /** {@return what is wrong, nothing if all is well} */
    List<String> run(long operations) throws SQLException, IOException, InterruptedException {
        Instant deadline = Instant.now().plus(MOST);
        try (RaceDatabase database = new RaceDatabase(server)) {
            try {
                while (processes.size() < PROCESSES) {
                    processes.add(start(database));
                }
                Stage stage = race(database, operations, deadline);
                for (ApplicationProcess process : processes) {
                    if (!process.stop()) {
                        ledger.wrong("a process did not end well");
                    }
                }
                check(database, stage);
                ledger.compare(database.rows(stage));
                if (ledger.wrong().isEmpty() && ledger.operations() < operations) {
                    ledger.wrong("only %,d operations within %s".formatted(ledger.operations(), MOST));
                }
            } finally {
                for (ApplicationProcess process : processes) {
                    process.kill();
                }
            }
        }
        return ledger.wrong();
    }

    private Stage race(RaceDatabase database, long operations, Instant deadline)
            throws SQLException, IOException, InterruptedException {
        boolean completes = random.nextInt(3) > 0;
        Stage stage = Stage.OFF;
        while (ledger.operations() < operations
                && ledger.wrong().size() < 10
                && Instant.now().isBefore(deadline)) {
            disturb(database);
            if (ends && endsOrBegins(database, stage)) {
                LockSupport.parkNanos(random.nextInt(40_000_000));
                continue;
            }
            boolean ending = ledger.operations() > operations * 8 / 10;
            Stage next = next(stage, ending && completes);
            if (next != stage && database.moves(next)) {
                moved(database, stage, next);
                stage = next;
            } else {
                check(database, stage);
            }
            LockSupport.parkNanos(random.nextInt(40_000_000));
        }
        for (ApplicationProcess process : processes) {
            process.pause(false);
        }
        return stage;
    }

    /** From OFF they go, and come again whether the fence is gone or not; from COMPLETE they go for good. */
    private boolean endsOrBegins(RaceDatabase database, Stage stage) throws SQLException {
        if (ended) {
            database.sweeps();
            if (stage == Stage.OFF && random.nextInt(10) == 0) {
                ended = !database.begins();
            }
        } else if (stage == Stage.COMPLETE || stage == Stage.OFF && random.nextInt(2) == 0) {
            ended = database.ends(stage);
            endings += ended ? 1 : 0;
        }
        return ended;
    }

    /** To a neighbour; all the way up at the end. */
    private Stage next(Stage stage, boolean ending) {
        if (stage == Stage.COMPLETE || random.nextInt(4) == 0) {
            return stage;
        }
        boolean up = ending || random.nextInt(5) < 3;
        int at = Math.clamp(stage.ordinal() + (up ? 1 : -1), 0, Stage.RAMP_DOWN.ordinal() + (ending ? 1 : 0));
        return Stage.values()[at];
    }

    private void moved(RaceDatabase database, Stage before, Stage stage) throws SQLException {
        moves.merge(stage, 1, Integer::sum);
        if (stage == Stage.OFF) {
            database.empty();
        } else if (before == Stage.OFF) {
            database.fill();
        }
        check(database, stage);
    }

    private void check(RaceDatabase database, Stage stage) throws SQLException {
        if (stage.writesOld() && stage.writesNew()) {
            database.halves().forEach(half -> ledger.wrong("in " + stage + " " + half));
        }
        database.neverToBeSeen().forEach(ledger::wrong);
    }

    private void disturb(RaceDatabase database) throws SQLException, IOException, InterruptedException {
        int chosen = random.nextInt(PROCESSES);
        ApplicationProcess process = processes.get(chosen);
        if (process.paused()) {
            if (random.nextInt(8) == 0) { // after its lease, as a rule
                process.pause(false);
            }
        } else if (random.nextInt(80) == 0) {
            process.pause(true);
            paused++;
        } else if (random.nextInt(150) == 0 || !process.alive()) {
            process.kill();
            killed++;
            processes.set(chosen, start(database));
        } else if (random.nextInt(12) == 0) {
            database.cut();
            cut++;
        }
    }

    private ApplicationProcess start(RaceDatabase database) throws IOException {
        started++;
        return new ApplicationProcess(
                RaceInstance.class,
                ledger::heard,
                database.url(),
                RaceDatabase.MIGRATION,
                "p" + started,
                Long.toString(random.nextLong()),
                Integer.toString(THREADS),
                ends || random.nextBoolean() ? RaceInstance.BY_CLIENT : "functions");
    }

    @Override
    public String toString() {
        return "%s; moves to %s; ended %d times; %d processes, %d paused, %d killed, %d connections cut"
                .formatted(ledger, moves, endings, started, paused, killed, cut);
    }
}
