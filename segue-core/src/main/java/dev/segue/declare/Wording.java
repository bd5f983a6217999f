package dev.segue.declare;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How names and what a person wrote appear in messages and paths. */
public final class Wording {
    private static final int LONGEST = 80;

    private Wording() {}

    /** The word that stands for a constant or a component in a declaration: its name in snake case. */
    public static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** The text on one line, without control characters, cut if it is long. */
    public static String printable(String text) {
        var shown = new StringBuilder();
        var codePoints = text.codePoints().limit(LONGEST + 1L).toArray();
        for (var i = 0; i < Math.min(codePoints.length, LONGEST); i++) {
            if (isInvisible(codePoints[i])) {
                shown.append("\\u%04x".formatted(codePoints[i]));
            } else {
                shown.appendCodePoint(codePoints[i]);
            }
        }
        return codePoints.length > LONGEST ? shown.append('…').toString() : shown.toString();
    }

    /** The text as {@link #printable}, in double quotes. */
    public static String quoted(String text) {
        return '"' + printable(text) + '"';
    }

    /** The words, separated by commas. */
    public static String listed(Collection<String> words) {
        return words.stream().map(Wording::printable).collect(Collectors.joining(", "));
    }

    /** The path of a key below a path; the root's path is empty. */
    public static String child(String path, String key) {
        return path.isEmpty() ? printable(key) : path + '.' + printable(key);
    }

    /** The path of an item below a path. */
    public static String item(String path, int index) {
        return path + '[' + index + ']';
    }

    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
