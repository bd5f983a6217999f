package dev.segue.cli.render;

import java.time.Duration;
import java.util.Locale;

/** Numbers, amounts and times as people read them. */
public final class Wording {

    private Wording() {}

    /** {@return {@code 204,112}, from ten million on {@code 12.3 M}} */
    public static String count(long number) {
        if (number >= 10_000_000_000L) {
            return decimal(number / 1e9) + " G";
        }
        return number >= 10_000_000 ? decimal(number / 1e6) + " M" : String.format(Locale.ROOT, "%,d", number);
    }

    /** {@return {@code 1 row}, {@code 204,112 rows}} */
    public static String count(long number, String singular) {
        return count(number) + " " + singular + (number == 1 ? "" : "s");
    }

    /** {@return {@code 1 differs}, {@code 12 differ}} */
    public static String differ(long number) {
        return count(number) + (number == 1 ? " differs" : " differ");
    }

    /** {@return {@code 812 bytes}, {@code 3.4 GB}; in powers of a thousand} */
    public static String bytes(long number) {
        if (number < 1_000) {
            return number + " bytes";
        }
        double amount = number;
        String unit = "";
        for (String next : new String[] {"kB", "MB", "GB", "TB", "PB"}) {
            if (amount < 1_000) {
                break;
            }
            amount /= 1_000;
            unit = next;
        }
        return decimal(amount) + " " + unit;
    }

    /** {@return {@code 48,210 rows/s}} */
    public static String rate(double rowsPerSecond) {
        return count(Math.round(rowsPerSecond)) + " rows/s";
    }

    /** {@return the two largest units: {@code 3 d 4 h}, {@code 11 min}, {@code 42 s}, {@code 250 ms}} */
    public static String duration(Duration duration) {
        if (duration.isNegative()) {
            return duration(Duration.ZERO);
        }
        if (duration.toDays() > 0) {
            return two(duration.toDays(), "d", duration.toHoursPart(), "h");
        }
        if (duration.toHours() > 0) {
            return two(duration.toHours(), "h", duration.toMinutesPart(), "min");
        }
        if (duration.toMinutes() > 0) {
            return two(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
        }
        if (duration.toMillis() >= 10_000 || duration.isZero()) {
            return duration.toSeconds() + " s";
        }
        return duration.toMillis() >= 1_000 ? decimal(duration.toMillis() / 1e3) + " s" : duration.toMillis() + " ms";
    }

    /** {@return {@code 62 %}} */
    public static String percent(long part, long whole) {
        return (whole <= 0 ? 100 : Math.min(100, part * 100 / whole)) + " %";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    private static String decimal(double number) {
        String text = String.format(Locale.ROOT, "%.1f", number);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
