package dev.segue.cli.render;

import dev.segue.engine.Progress;

/** How far a phase is, on one line. */
public final class ProgressText {

    private static final int BAR = 20;

    private ProgressText() {}

    /** {@return {@code 124,000 of 200,000 rows, 62 %, 48,210 rows/s, about 2 s left}} */
    public static String sentence(Progress progress) {
        String unit = progress.rowsPerSecond() > 0 ? " rows" : "";
        return Wording.count(progress.done()) + " of " + Wording.count(progress.total()) + unit + ", "
                + Wording.percent(progress.done(), progress.total()) + rate(progress) + left(progress);
    }

    /** {@return the same behind a bar that fills} */
    public static String bar(Style style, Progress progress) {
        return bar(style, progress.done(), progress.total(), BAR) + " "
                + "%5s".formatted(Wording.percent(progress.done(), progress.total())) + rate(progress) + left(progress);
    }

    /** {@return a bar of that many columns} */
    public static String bar(Style style, long done, long total, int columns) {
        int filled = total <= 0 ? columns : (int) Math.min(columns, done * columns / total);
        return style.good("━".repeat(filled)) + style.dim("─".repeat(columns - filled));
    }

    private static String rate(Progress progress) {
        return progress.rowsPerSecond() > 0 ? ", " + Wording.rate(progress.rowsPerSecond()) : "";
    }

    private static String left(Progress progress) {
        return progress.remaining() == null ? "" : ", about " + Wording.duration(progress.remaining()) + " left";
    }

    static Json json(Progress progress) {
        return new Json()
                .with("phase", progress.phase().word())
                .with("step", progress.step())
                .with("done", progress.done())
                .with("total", progress.total())
                .with("rowsPerSecond", progress.rowsPerSecond())
                .with(
                        "remainingSeconds",
                        progress.remaining() == null
                                ? null
                                : progress.remaining().toSeconds());
    }
}
