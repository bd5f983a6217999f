package dev.segue.engine;

import dev.segue.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Moves the stages of migrations whose application writes twice: under short lock timeouts, tried until the deadline. */
final class Stages {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** Whoever is not heard from for longer has lost its lease. */
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(1);

    private final Dialect dialect;
    private final Sessions sessions;
    private final FleetJournal fleet;
    private final EngineSettings settings;
    private final EngineListener listener;

    Stages(Dialect dialect, Sessions sessions, FleetJournal fleet, EngineSettings settings, EngineListener listener) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.fleet = fleet;
        this.settings = settings;
        this.listener = listener;
    }

    /** {@return what became of the wish} */
    StageMove move(String migration, Stage wanted) {
        Instant deadline = Instant.now().plus(settings.deadline());
        List<String> holders = List.of();
        for (int tries = 1; ; tries++) {
            try (Connection connection = sessions.open()) {
                List<StageMove.Against> against = against(connection, migration, wanted);
                if (against.isEmpty()) {
                    long epoch = Sessions.inTransaction(connection, c -> {
                        Sessions.execute(c, dialect.lockTimeout(settings.lockTimeout()));
                        return fleet.move(c, migration, wanted, settings.actor());
                    });
                    return new StageMove(wanted, epoch, List.of());
                }
                Fleet.Stages now = fleet.stages(connection, migration).orElseThrow(() -> gone(migration));
                return new StageMove(now.stage(), now.epoch(), against);
            } catch (SQLException e) {
                boolean again = switch (dialect.classify(e)) {
                    case BUSY, CONNECTION -> true;
                    case UNSETTLED, DATA, OTHER -> FleetJournal.REFUSED.equals(e.getSQLState());
                };
                holders = holders(migration, holders);
                if (!again || Instant.now().isAfter(deadline)) {
                    throw failed(migration, wanted, holders, e);
                }
                listener.stagesWait(migration, "stage " + wanted.word(), tries, holders);
                long most = Math.min(LONGEST_PAUSE.toMillis(), 50L << Math.min(tries, 10));
                StepRunner.pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(20, most + 1)));
            }
        }
    }

    /** The journal knows the instances; whose sessions belong to none of them, the settings say. */
    private List<StageMove.Against> against(Connection connection, String migration, Stage wanted) throws SQLException {
        List<StageMove.Against> against = new ArrayList<>(fleet.against(connection, migration, wanted));
        Optional<Fleet.Stages> now = fleet.stages(connection, migration);
        boolean forward = now.isPresent() && wanted.compareTo(now.get().stage()) > 0;
        if (forward && !settings.applicationSessions().isEmpty()) {
            new CodeEvidence(fleet.fleet(connection, migration), settings.applicationSessions())
                    .againstStage()
                    .ifPresent(against::add);
        }
        return against;
    }

    private List<String> holders(String migration, List<String> before) {
        try (Connection connection = sessions.open()) {
            return dialect.blockers(connection, fleet.locked(connection, migration));
        } catch (SQLException e) {
            return before; // the move's own error is the one to report
        }
    }

    private SegueException failed(String migration, Stage wanted, List<String> holders, SQLException e) {
        List<String> lines = new ArrayList<>();
        lines.add("%s, stage %s: %s"
                .formatted(
                        migration,
                        wanted.word(),
                        switch (dialect.classify(e)) {
                            case BUSY ->
                                "transactions of the old stage, or readers of the old columns, did not end within "
                                        + settings.deadline().toSeconds() + " s";
                            case UNSETTLED, DATA, CONNECTION, OTHER -> Sessions.message(e);
                        }));
        holders.forEach(h -> lines.add("  held by " + h));
        lines.add("The stage was not moved; the application was never held longer than "
                + settings.lockTimeout().toMillis() + " ms.");
        return SegueException.failed(
                String.join("\n", lines), "end that session, or segue stage " + migration + " " + wanted.word(), e);
    }

    /**
     * Takes the code back to the old shape, before the new one is taken away: every living instance has to have left the
     * new shape before the old one may be written alone, and to write the old one alone before the new one goes.
     */
    void leaveNewShape(String migration) {
        while (true) {
            Optional<Fleet.Stages> stages = sessions.reading(c -> fleet.stages(c, migration));
            Stage now = stages.map(Fleet.Stages::stage).orElse(Stage.OFF);
            if (now == Stage.OFF) {
                awaitAll(migration, now);
                return;
            }
            Stage back = now == Stage.DUAL_WRITE ? Stage.OFF : Stage.DUAL_WRITE;
            if (back == Stage.OFF) {
                awaitAll(migration, now);
            }
            StageMove move = move(migration, back);
            if (!move.moved()
                    && sessions.reading(c -> fleet.behind(c, migration)).isEmpty()) {
                StageMove.Against against = move.against().getFirst();
                throw SegueException.failed(
                        migration + ", stage " + back.word() + ": " + against.reason(), against.opens(), null);
            }
        }
    }

    /** Waits until every living instance works by the flag as it stands; one that is silent loses its lease. */
    private void awaitAll(String migration, Stage stage) {
        Instant deadline = Instant.now().plus(settings.deadline());
        for (int tries = 1; ; tries++) {
            Optional<String> late = sessions.reading(c -> fleet.behind(c, migration));
            if (late.isEmpty()) {
                return;
            }
            if (Instant.now().isAfter(deadline)) {
                throw SegueException.failed(
                        "%s: not yet in stage %s after %d s: %s"
                                .formatted(
                                        migration,
                                        stage.word(),
                                        settings.deadline().toSeconds(),
                                        late.get()),
                        "end these instances, then segue rollback " + migration,
                        null);
            }
            listener.stagesWait(migration, "all in stage " + stage.word(), tries, List.of(late.get()));
            StepRunner.pause(BETWEEN_LOOKS);
        }
    }

    /** Takes the fence away once nobody uses it; what is left is taken by the next command that looks. */
    void sweep(String migration) {
        Instant deadline = Instant.now()
                .plus(LONGEST_SWEEP.compareTo(settings.deadline()) < 0 ? LONGEST_SWEEP : settings.deadline());
        for (int tries = 1; ; tries++) {
            Optional<String> late;
            try (Connection connection = sessions.open()) {
                late = Sessions.inTransaction(connection, c -> {
                    Sessions.execute(c, dialect.lockTimeout(settings.lockTimeout()));
                    return fleet.sweep(c, migration);
                });
            } catch (SQLException e) {
                if (dialect.classify(e) != Dialect.Failure.BUSY) {
                    throw sessions.failure(migration + ": the fence of its stages could not be taken away", e);
                }
                late = Optional.of(String.join(", ", holders(migration, List.of("a transaction"))));
            }
            if (late.isEmpty() || Instant.now().isAfter(deadline)) {
                return;
            }
            listener.stagesWait(migration, "nobody uses the fence", tries, List.of(late.get()));
            StepRunner.pause(BETWEEN_LOOKS);
        }
    }

    private static SegueException gone(String migration) {
        return SegueException.usage(
                migration + " has no stages: the database writes twice", "segue flag " + migration + " on");
    }
}
