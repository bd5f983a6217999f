package dev.segue.declare;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 15m}, {@code 24h}, {@code 7d}, {@code 1h30m}. */
public final class Durations {
    /** The form, for Java and ECMA 262; a duration without any part is ruled out by its length of at least 2. */
    public static final String PATTERN =
            "^(?=.)(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,6})m)?(?:([0-9]{1,9})s)?$";

    private static final Pattern FORM = Pattern.compile(PATTERN);

    private Durations() {}

    /** The duration, or nothing if the text is none. */
    public static Optional<Duration> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(matcher.group(1)))
                .plusHours(number(matcher.group(2)))
                .plusMinutes(number(matcher.group(3)))
                .plusSeconds(number(matcher.group(4))));
    }

    /** The shortest text that {@link #parse} reads as this duration, cut to whole seconds: {@code 72h} becomes {@code 3d}. */
    public static String format(Duration duration) {
        var text = part(duration.toDaysPart(), "d")
                + part(duration.toHoursPart(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s");
        return text.isEmpty() ? "0s" : text;
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String part(long value, String unit) {
        return value == 0 ? "" : value + unit;
    }
}
