package dev.segue.cli.demo;

import dev.segue.engine.Engine;
import dev.segue.engine.Progress;
import dev.segue.plan.Phase;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Pauses a migration in the middle of its backfill. Thread-safe. */
final class Pauser implements Consumer<Progress> {

    private static final double MIDDLE = 0.4;

    private final Engine engine;
    private final String migration;
    private final AtomicReference<@Nullable CompletableFuture<Void>> pause = new AtomicReference<>();

    Pauser(Engine engine, String migration) {
        this.engine = engine;
        this.migration = migration;
    }

    /** Asks for the pause on another thread, as the engine's own must not wait. */
    @Override
    public void accept(Progress progress) {
        if (progress.phase() != Phase.BACKFILL || progress.done() < progress.total() * MIDDLE) {
            return;
        }
        CompletableFuture<Void> asking = new CompletableFuture<>();
        if (pause.compareAndSet(null, asking)) {
            asking.completeAsync(() -> {
                engine.pause(migration);
                return null;
            });
        }
    }

    /** Waits until the pause was asked for, if it was; later progress no longer pauses. */
    void awaitPause() {
        CompletableFuture<Void> asked = pause.getAndSet(CompletableFuture.completedFuture(null));
        if (asked != null) {
            asked.join();
        }
    }
}
