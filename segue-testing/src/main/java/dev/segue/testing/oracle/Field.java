package dev.segue.testing.oracle;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One value of a row that the oracle watches. Every value that is ever written to it says which write wrote it:
 * {@code street 3-4711} is the 4711th write of writer 3. Upper and lower case count as equal, so a mapping may change it.
 *
 * @param index its number, from 0; at most 14
 * @param name its name, also the first word of its texts
 * @param kind what its values are
 * @param shared whether what is written through one shape is in the other at once
 */
public record Field(int index, String name, Kind kind, boolean shared) {

    /** What the values of a field are. */
    public enum Kind {
        TEXT,
        NUMBER
    }

    private static final long NUMBERS_PER_WRITER = 10_000_000_000L;

    public Field {
        if (index < 0 || index > 14) {
            throw new IllegalArgumentException("field " + name + " must be numbered 0 to 14, not " + index);
        }
        name = name.toLowerCase(Locale.ROOT);
    }

    /** {@return a text that the old shape and the new shape keep in different places} */
    public static Field text(int index, String name) {
        return new Field(index, name, Kind.TEXT, false);
    }

    /** {@return a number that is the same column in both shapes} */
    public static Field sharedNumber(int index, String name) {
        return new Field(index, name, Kind.NUMBER, true);
    }

    /** {@return a text that both shapes hold at once, in one place or in two that one statement writes} */
    public static Field sharedText(int index, String name) {
        return new Field(index, name, Kind.TEXT, true);
    }

    /** {@return the field as a set of one} */
    public int bit() {
        return 1 << index;
    }

    /** {@return the value that a write writes: a String or a BigDecimal} */
    Object value(long token) {
        return switch (kind) {
            case TEXT -> name + " " + Token.writer(token) + "-" + Token.sequence(token);
            case NUMBER -> BigDecimal.valueOf(Token.writer(token) * NUMBERS_PER_WRITER + Token.sequence(token));
        };
    }

    /** {@return which write wrote a value, or nothing if none can have} */
    OptionalLong token(@Nullable String value) {
        if (value == null) {
            return OptionalLong.empty();
        }
        try {
            return switch (kind) {
                case TEXT -> {
                    int dash = value.lastIndexOf('-');
                    if (dash < 0 || !value.regionMatches(true, 0, name + " ", 0, name.length() + 1)) {
                        yield OptionalLong.empty();
                    }
                    yield OptionalLong.of(Token.of(
                            Integer.parseInt(value.substring(name.length() + 1, dash)),
                            Long.parseLong(value.substring(dash + 1))));
                }
                case NUMBER -> {
                    long number = new BigDecimal(value).longValueExact();
                    yield OptionalLong.of(Token.of((int) (number / NUMBERS_PER_WRITER), number % NUMBERS_PER_WRITER));
                }
            };
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
