package dev.segue.examples.orders.spring.rollout;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** What happens, line by line, with the numbers at that moment. Thread-safe. */
final class Timeline {

    private static final String FORMAT = "%5s  %-66s  %-24s %8s %7s %5s%n";

    private final PrintStream out;
    private final long begun = System.nanoTime();
    private final Supplier<Numbers> numbers;

    /** What stands at the end of a line. */
    record Numbers(String running, long requests, long failed, long lost) {}

    Timeline(PrintStream out, Supplier<Numbers> numbers) {
        this.out = out;
        this.numbers = numbers;
        out.printf(FORMAT, "time", "", "takes requests", "requests", "failed", "lost");
    }

    /** Says what has happened; a command that was given begins with {@code segue}. */
    synchronized void says(String what) {
        Numbers now = numbers.get();
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        out.printf(
                FORMAT,
                seconds / 60 + ":" + String.format(Locale.ROOT, "%02d", seconds % 60),
                what,
                now.running(),
                String.format(Locale.ROOT, "%,d", now.requests()),
                now.failed(),
                now.lost());
    }

    /** Says more of what was said last. */
    synchronized void adds(String more) {
        out.printf("%5s    %s%n", "", more);
    }
}
