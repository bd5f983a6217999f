package dev.segue.cli.demo;

import dev.segue.cli.render.Page;
import dev.segue.cli.render.Wording;
import dev.segue.cli.terminal.Screen;
import dev.segue.testing.load.Load;
import dev.segue.testing.load.LoadSnapshot;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Shows a demo while it runs: a board on a terminal, elsewhere a line every few seconds. Thread-safe. */
final class Show implements AutoCloseable {

    private static final long BETWEEN_PICTURES = 150;
    private static final long BETWEEN_LINES = 2_000;

    private final Screen screen;
    private final String subject;
    private final PhaseMeter meter;
    private final Timeline timeline = new Timeline();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "segue-demo-show");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Timeline.Scene scene = timeline.begin("begin", "");
    private volatile int flagPercent;
    private volatile @Nullable Load load;
    private volatile boolean cleared;

    Show(Screen screen, String subject, PhaseMeter meter) {
        this.screen = screen;
        this.subject = subject;
        this.meter = meter;
    }

    /** Begins to show a load. */
    void start(Load shown) {
        load = shown;
        long pause = screen.live() ? BETWEEN_PICTURES : BETWEEN_LINES;
        ticker.scheduleAtFixedRate(this::tick, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Says what happens now. */
    void scene(String title, String explanation) {
        scene = timeline.begin(title, explanation);
        if (!screen.live()) {
            Page page = new Page(screen.style(), screen.width());
            page.wrapped(clock(), 8, explanation.isEmpty() ? title : title + ": " + explanation);
            screen.print(page.lines());
        }
    }

    void flag(int percent) {
        flagPercent = percent;
    }

    Timeline timeline() {
        return timeline;
    }

    Screen screen() {
        return screen;
    }

    private String clock() {
        return "%6s  ".formatted(Timeline.clock(timeline.elapsed()));
    }

    private void tick() {
        Load shown = load;
        if (shown == null || cleared) {
            return;
        }
        Picture picture = new Picture(
                timeline.elapsed(),
                subject,
                scene,
                meter.read(),
                flagPercent,
                shown.snapshot(),
                shown.oracle().reads().lostWrites());
        if (screen.live()) {
            screen.show(new Board(screen.style(), screen.width()).draw(picture));
        } else {
            screen.print(Page.cut(line(picture, shown.snapshot()), Math.max(80, screen.width())));
        }
    }

    private String line(Picture picture, LoadSnapshot snapshot) {
        String work = picture.phases().work();
        return clock() + Wording.count(Math.round(snapshot.requestsPerSecond())) + " requests/s, " + snapshot.failed()
                + " failed, " + picture.lostWrites() + " lost; flag " + picture.flagPercent() + " %"
                + (work.isEmpty() ? "" : "; " + work.replace("   ", ": "));
    }

    /** Draws the last picture and leaves it where it is. */
    @Override
    public void close() {
        ticker.shutdownNow();
        if (screen.live() && !cleared) {
            tick();
            screen.keep();
        }
    }

    /** Takes the picture away. */
    void clear() {
        cleared = true;
        ticker.shutdownNow();
        screen.clear();
    }

    /** {@return the scenes so far, the first one left out} */
    List<Timeline.Scene> scenes() {
        return timeline.scenes().stream().skip(1).toList();
    }
}
