package dev.segue.cli.demo;

import dev.segue.cli.render.Page;
import dev.segue.cli.render.ProgressText;
import dev.segue.cli.render.Style;
import dev.segue.cli.render.Wording;
import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import dev.segue.testing.load.LoadSnapshot;
import dev.segue.testing.load.LoadSnapshot.InstanceSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws a demo: phases that fill, the flag, the instances, and what must stay zero. */
final class Board {

    private static final int WORDS_OF_PHASES = "expand backfill verify both live seal contract".length();
    private static final int INSTANCE_BAR = 24;
    private static final int FLAG_BAR = 30;

    private final Style style;
    private final int width;

    Board(Style style, int width) {
        this.style = style;
        this.width = Math.clamp(width, 78, 110);
    }

    /** {@return a picture as lines; never more than 24} */
    List<String> draw(Picture picture) {
        List<String> lines = new ArrayList<>();
        String clock = Timeline.clock(picture.elapsed());
        lines.add(Page.pad(
                        style.bold("segue demo") + "   " + style.dim(Page.cut(picture.subject(), width - 22)),
                        width - 6)
                + "%6s".formatted(clock));
        lines.add("");
        lines.add(phases(picture.phases()));
        lines.add("");
        lines.add(style.bold(picture.scene().title()));
        List<String> explanation = Page.wrap(picture.scene().explanation(), width);
        lines.add(style.dim(explanation.getFirst()));
        lines.add(style.dim(explanation.size() > 1 ? explanation.get(1) : ""));
        lines.add(Page.cut(picture.phases().work(), width));
        lines.add("");
        lines.add(flag(picture.flagPercent()));
        lines.add("");
        LoadSnapshot load = picture.load();
        if (load != null) {
            load.instances().forEach(instance -> lines.add(instance(instance, fastest(load))));
            lines.add("");
            numbers(lines, load, picture.lostWrites());
        }
        return lines;
    }

    private String phases(PhaseMeter.Reading reading) {
        Lifecycle state = reading.state();
        boolean back = state instanceof Lifecycle.RollingBack;
        List<String> parts = new ArrayList<>();
        parts.add(phase("expand", reading.share(Phase.EXPAND)));
        parts.add(phase("backfill", reading.share(Phase.BACKFILL)));
        parts.add(phase("verify", reading.share(Phase.VERIFY)));
        parts.add(phase("both live", live(state) ? 1 : 0));
        parts.add(phase("seal", reading.share(Phase.SEAL)));
        parts.add(phase("contract", state instanceof Lifecycle.Contracted ? 1 : reading.share(Phase.CONTRACT)));
        return (back ? style.warning("◀ ") : "") + String.join(" ", parts);
    }

    private static boolean live(@Nullable Lifecycle state) {
        return state instanceof Lifecycle.BothLive
                || state instanceof Lifecycle.Sealing
                || state instanceof Lifecycle.Sealed
                || state instanceof Lifecycle.Unsealing
                || state instanceof Lifecycle.Contracting
                || state instanceof Lifecycle.Contracted;
    }

    private String phase(String word, double share) {
        String shown = share >= 1 ? style.good(word) : share > 0 ? style.bold(word) : style.dim(word);
        return shown + " " + ProgressText.bar(style, Math.round(share * 100), 100, (width - WORDS_OF_PHASES - 8) / 6);
    }

    private String flag(int percent) {
        int place = percent * (FLAG_BAR - 1) / 100;
        String bar = style.accent("━".repeat(place)) + style.bold("●") + style.dim("─".repeat(FLAG_BAR - 1 - place));
        return "flag    old shape " + bar + " new shape   " + style.bold(percent + " %");
    }

    private static double fastest(LoadSnapshot load) {
        return load.instances().stream()
                .mapToDouble(InstanceSnapshot::requestsPerSecond)
                .max()
                .orElse(1);
    }

    private String instance(InstanceSnapshot instance, double fastest) {
        String name = "%-7s %-8s".formatted(instance.name(), instance.version());
        if (!instance.running()) {
            return style.dim(name + "  retired");
        }
        double rate = instance.requestsPerSecond();
        int length = fastest < 1 ? 0 : (int) Math.round(INSTANCE_BAR * Math.min(1, rate / fastest));
        int newShape = Math.round(length * instance.newShapePercent() / 100f);
        String bar = style.accent("█".repeat(newShape)) + style.dim("░".repeat(length - newShape));
        return "%s %5.0f/s  %s".formatted(name, rate, Page.pad(bar, INSTANCE_BAR)) + "  " + shape(instance);
    }

    private static String shape(InstanceSnapshot instance) {
        return switch (instance.newShapePercent()) {
            case 0 -> "old shape";
            case 100 -> "new shape";
            default -> instance.newShapePercent() + " % new shape";
        };
    }

    private void numbers(List<String> lines, LoadSnapshot load, long lostWrites) {
        List<String> failed = BigNumber.lines(load.failed());
        List<String> lost = BigNumber.lines(lostWrites);
        List<String> failedLabel = List.of("failed", "requests", "", "", "");
        List<String> lostLabel = List.of("lost", "writes", "", "", "");
        List<String> totals = List.of(
                Wording.count(load.requests()) + " requests, " + Wording.count(Math.round(load.requestsPerSecond()))
                        + "/s",
                Wording.count(load.acknowledgedWrites()) + " acknowledged writes",
                "longest request " + load.longestStallMillis() + " ms",
                Wording.count(load.deadlocks(), "deadlock"),
                "");
        for (int line = 0; line < BigNumber.HEIGHT; line++) {
            lines.add("  " + shown(failed.get(line), load.failed()) + "  " + Page.pad(failedLabel.get(line), 12)
                    + shown(lost.get(line), lostWrites) + "  " + Page.pad(lostLabel.get(line), 12) + totals.get(line));
        }
    }

    private String shown(String text, long number) {
        return number == 0 ? style.good(text) : style.bad(text);
    }
}
