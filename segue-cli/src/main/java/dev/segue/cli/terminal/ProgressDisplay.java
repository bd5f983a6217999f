package dev.segue.cli.terminal;

import dev.segue.cli.render.Page;
import dev.segue.cli.render.ProgressText;
import dev.segue.cli.render.Wording;
import dev.segue.engine.EngineListener;
import dev.segue.engine.Progress;
import dev.segue.plan.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the engine does: one line per step that is done, and below it on a terminal one line that lives. On a plain
 * stream the latter is a line every few seconds. Thread-safe.
 */
public final class ProgressDisplay implements EngineListener {

    private static final Duration BETWEEN_PLAIN_LINES = Duration.ofSeconds(5);

    private final Screen screen;
    private @Nullable Step step;
    private long stepStarted;
    private long plainLineWritten;
    private @Nullable Progress latest;

    public ProgressDisplay(Screen screen) {
        this.screen = screen;
    }

    @Override
    public synchronized void stepStarted(String migration, Step started) {
        step = started;
        latest = null;
        stepStarted = System.nanoTime();
        plainLineWritten = stepStarted;
        show("");
    }

    @Override
    public synchronized void told(String migration, String what) {
        screen.print(what);
    }

    @Override
    public synchronized void stepDone(String migration, Step done) {
        Duration took = Duration.ofNanos(System.nanoTime() - stepStarted);
        String rows = latest != null && latest.rowsPerSecond() > 0 ? Wording.count(latest.done(), "row") + ", " : "";
        screen.print(screen.style().good("✔") + " " + title(done)
                + screen.style().dim("   " + rows + Wording.duration(took)));
        step = null;
    }

    @Override
    public synchronized void progressed(Progress progress) {
        latest = progress;
        show(ProgressText.bar(screen.style(), progress));
        plain(() -> progress.phase().word() + ": " + ProgressText.sentence(progress));
    }

    @Override
    public synchronized void waiting(String migration, Step waiting, int tries, List<String> blockers) {
        String who = blockers.isEmpty() ? "" : ", held up by " + String.join("; ", blockers);
        show(screen.style().warning("waits for a lock") + ", try " + tries + who);
        plain(() -> title(waiting) + ": waits for a lock, try " + tries + who);
    }

    @Override
    public synchronized void stagesWait(String migration, String what, int tries, List<String> whom) {
        String who = whom.isEmpty() ? "" : " for " + String.join("; ", whom);
        if (screen.live()) {
            screen.show(List.of(what + ": " + screen.style().warning("waits") + who + ", try " + tries));
        }
        plain(() -> what + ": waits" + who + ", try " + tries);
    }

    /** Takes away what is still being shown. */
    public void close() {
        screen.clear();
    }

    private void show(String progress) {
        if (step != null && screen.live()) {
            String line = screen.style().accent("▶") + " " + title(step);
            int room = screen.width() - Page.visible(line) - 3;
            screen.show(
                    progress.isEmpty() || Page.visible(progress) <= room
                            ? List.of(line + (progress.isEmpty() ? "" : "   " + progress))
                            : List.of(line, "                " + progress));
        }
    }

    private void plain(java.util.function.Supplier<String> line) {
        long now = System.nanoTime();
        if (!screen.live() && now - plainLineWritten >= BETWEEN_PLAIN_LINES.toNanos()) {
            plainLineWritten = now;
            screen.print(line.get());
        }
    }

    private static String title(Step step) {
        return "%2d %-8s  %s".formatted(step.number(), step.phase().word(), step.title());
    }
}
