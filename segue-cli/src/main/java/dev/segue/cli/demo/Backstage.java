package dev.segue.cli.demo;

import dev.segue.dialect.Dialect;
import dev.segue.engine.Engine;
import dev.segue.engine.Engines;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.migration.MigrationFile;
import dev.segue.testing.load.Load;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What both ways through a demo need.
 *
 * @param company who plays
 * @param file the migration
 * @param name its name
 * @param settings how long scenes last
 * @param server where it happens
 */
record Backstage(Company company, MigrationFile file, String name, DemoSettings settings, DemoServer server) {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    /** Who plays. */
    record Company(Engine engine, PhaseMeter meter, Load load, DemoFleet fleet, Show show, Evidence evidence) {}

    Engine engine() {
        return company.engine();
    }

    Load load() {
        return company.load();
    }

    DemoFleet fleet() {
        return company.fleet();
    }

    Evidence evidence() {
        return company.evidence();
    }

    void scene(String title, String explanation) {
        company.show().scene(title, explanation);
    }

    void flagShown(int percent) {
        company.show().flag(percent);
    }

    /** Lets the audience watch for a part of the live time. */
    void dwell(double share) {
        sleep(settings.share(share));
    }

    void compare() {
        evidence().compared(engine().verify(name));
        company.meter().idle();
    }

    /** {@return something that pauses the migration in the middle of its backfill} */
    Pauser pauser() {
        Pauser pauser = new Pauser(engine(), name);
        company.meter().watch(pauser);
        return pauser;
    }

    /** Tries again while gates are closed; they are, for a second or so. {@return how it ended} */
    static Outcome untilOpen(Supplier<Outcome> move) {
        Outcome outcome = move.get();
        while (outcome instanceof Outcome.Waiting) {
            sleep(BETWEEN_TRIES);
            outcome = move.get();
        }
        return outcome;
    }

    static void reached(Outcome outcome) {
        if (!(outcome instanceof Outcome.Reached)) {
            throw SegueException.failed(
                    "the migration came to " + outcome.state().word() + " and not further: "
                            + outcome.getClass().getSimpleName(),
                    "run segue demo again",
                    null);
        }
    }

    static void untilReached(Supplier<Outcome> move) {
        reached(untilOpen(move));
    }

    /** {@return the catalog of the application's schema, line by line} */
    String dump() throws SQLException {
        Dialect dialect = Engines.dialect(server.connection().url());
        try (Connection session = server.application().getConnection()) {
            dialect.prepare(session);
            return dialect.dump(session, List.of(server.schema()));
        }
    }

    static void betweenTries() {
        sleep(BETWEEN_TRIES);
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SegueException.failed("the demo was interrupted", "run segue demo again", e);
        }
    }
}
