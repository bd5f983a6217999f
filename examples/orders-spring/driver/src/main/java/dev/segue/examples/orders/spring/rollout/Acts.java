package dev.segue.examples.orders.spring.rollout;

import dev.segue.engine.Outcome;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** What happens on both ways through the migration. */
record Acts(Rollout rollout) {

    private static final int SCENES = 18;
    private static final Duration BEYOND_THE_LEASE = Fleet.LEASE.plusSeconds(2);

    void says(String what) {
        rollout.timeline().says(what);
    }

    /** Every instance goes on answering, and all is well. */
    void watch() throws InterruptedException {
        rollout.watch(1.0 / SCENES);
    }

    /** Version 1 alone. */
    void begin() throws IOException, InterruptedException {
        rollout.fleet().start(1, rollout.settings().instances());
        rollout.openShop();
        says("version 1 takes orders");
        watch();
    }

    /** Starts instances of a version beside what runs. */
    void start(int version) throws IOException, InterruptedException {
        rollout.fleet().start(version, rollout.settings().instances());
        says("version " + version + " runs beside version " + (version - 1));
        watch();
    }

    /** Ends all instances of a version. */
    void end(int version) throws InterruptedException {
        for (ServiceInstance instance : rollout.fleet().of(version)) {
            rollout.fleet().end(instance);
        }
        says("version " + version + " is gone");
        watch();
    }

    /** A version takes the place of the one before, one instance at a time. */
    void replace(int version) throws IOException, InterruptedException {
        for (ServiceInstance instance : rollout.fleet().of(version - 1)) {
            rollout.fleet().start(version, 1);
            rollout.fleet().end(instance);
            says("version " + version + " takes the place of " + instance.name());
            watch();
        }
    }

    /** Kills the youngest instance of a version while it answers requests, and starts another. */
    void kill(int version, String when) throws IOException, InterruptedException {
        ServiceInstance victim = rollout.fleet().of(version).getLast();
        rollout.fleet().kill(victim);
        says("kill -9 " + victim.name() + when);
        rollout.fleet().start(version, 1);
        says("another one is started in its place");
        watch();
    }

    /** The same, where that much is wanted. */
    void killOneMore(int version) throws IOException, InterruptedException {
        if (rollout.settings().kills()) {
            kill(version, "");
        }
    }

    /** Freezes the oldest instance of a version for longer than its lease while something moves; it wakes to another world. */
    void freezeWhile(int version, Step moves) throws IOException, InterruptedException {
        ServiceInstance victim = rollout.fleet().of(version).getFirst();
        rollout.fleet().freeze(victim, BEYOND_THE_LEASE);
        says("kill -STOP " + victim.name() + ", for longer than its lease");
        moves.make();
        watch(); // ends when the frozen one answers again
        says("kill -CONT " + victim.name() + ": it answers again");
    }

    /** Something that moves. */
    interface Step {
        void make() throws InterruptedException;
    }

    /** Fills and compares under load, while an instance of a version is killed. */
    void fillWhileOneIsKilled(int version) throws IOException, InterruptedException {
        CompletableFuture<Outcome> run = CompletableFuture.supplyAsync(this::runUntilVerified);
        rollout.awaitBackfill(run);
        kill(version, " in the middle of the backfill");
        try {
            Outcome outcome = run.get();
            if (!Outcomes.reached(outcome)) {
                throw new RolloutFailedException("both shapes do not live: " + Outcomes.closed(outcome));
            }
        } catch (ExecutionException e) {
            throw new RolloutFailedException("both shapes do not live: " + e.getMessage());
        }
        says("segue run --until verify: filled, and both shapes are equal");
        watch();
    }

    Outcome runUntilVerified() {
        try {
            return rollout.engine().run(rollout.file(), Phase.VERIFY, List.of());
        } catch (InvalidMigrationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a command that waits at its gates, until they are open. */
    void untilReached(String command, Supplier<Outcome> move) throws InterruptedException {
        Outcome[] last = new Outcome[1];
        Waiting.until(
                () -> {
                    last[0] = move.get();
                    return Outcomes.reached(last[0]);
                },
                () -> command + " still waits: " + Outcomes.closed(last[0]));
        says(command);
        watch();
    }

    /** Gives a command whose gates are closed. */
    void waits(String command, Outcome outcome) {
        says(command + " waits:");
        if (!(outcome instanceof Outcome.Waiting)) {
            throw new RolloutFailedException(command + " should wait, and came to " + outcome);
        }
        rollout.timeline().adds(Outcomes.closed(outcome));
    }

    /** The old shape goes. */
    void leaveTheOldShape() throws InterruptedException {
        untilReached(
                "segue seal: the old columns are out of reach",
                () -> rollout.engine().seal(Rollout.MIGRATION, List.of()));
        untilReached(
                "segue contract: the old columns are gone",
                () -> rollout.engine().contract(Rollout.MIGRATION, List.of()));
    }
}
