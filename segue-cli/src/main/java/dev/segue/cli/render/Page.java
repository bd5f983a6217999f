package dev.segue.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Lines for people, as they are being written. Not thread-safe. */
public final class Page {

    /** The narrowest page that is written for; narrower terminals break lines themselves. */
    public static final int NARROWEST = 60;

    /** The widest line of running text. */
    public static final int WIDEST = 120;

    private final Style style;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    public Page(Style style, int width) {
        this.style = style;
        this.width = Math.max(NARROWEST, Math.min(WIDEST, width));
    }

    public Style style() {
        return style;
    }

    public int width() {
        return width;
    }

    /** {@return what was written} */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Writes a line as it is. */
    public Page line(String text) {
        lines.add(text.stripTrailing());
        return this;
    }

    /** Writes an empty line. */
    public Page blank() {
        return line("");
    }

    /**
     * Writes running text, broken at the width of the page.
     *
     * @param first what the first line begins with
     * @param indentation how many spaces the other lines begin with
     */
    public Page wrapped(String first, int indentation, String text) {
        List<String> parts = wrap(text, width - indentation);
        String begin = first + " ".repeat(Math.max(0, indentation - visible(first)));
        for (String part : parts) {
            line(begin + part);
            begin = " ".repeat(indentation);
        }
        return this;
    }

    /** Writes what to do next. A command stays on its line, whatever its length, so that it can be copied. */
    public Page next(String text) {
        return text.startsWith("segue ") ? line("Next: " + text) : wrapped("Next: ", 6, text);
    }

    /** {@return the text cut to the width, with an ellipsis where something is missing} */
    public static String cut(String text, int width) {
        return text.length() <= width
                ? text
                : text.substring(0, Math.max(0, width - 1)).stripTrailing() + "…";
    }

    /** {@return the text filled up with spaces; escape sequences take no room} */
    public static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - visible(text)));
    }

    /** {@return how many columns the text takes} */
    public static int visible(String text) {
        if (text.indexOf('\u001b') < 0) {
            return text.codePointCount(0, text.length());
        }
        String bare = text.replaceAll("\u001b\\[[0-9;]*m", "");
        return bare.codePointCount(0, bare.length());
    }

    /** {@return the text in lines of at most that width, broken between words; a longer word stays whole} */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            StringBuilder line = new StringBuilder();
            for (String word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && visible(line.toString()) + 1 + visible(word) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                line.append(line.isEmpty() ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
