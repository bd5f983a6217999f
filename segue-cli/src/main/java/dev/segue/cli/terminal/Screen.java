package dev.segue.cli.terminal;

import dev.segue.cli.render.Style;
import java.io.PrintStream;
import java.util.List;

/**
 * Lines that stay, and below them, on a terminal, lines that are redrawn. On a plain stream there are no such lines.
 * Thread-safe.
 */
public final class Screen {

    private static final String UP = "\u001b[%dA";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";

    private final PrintStream stream;
    private final boolean live;
    private final Style style;
    private final Terminal terminal;
    private int drawn;

    /**
     * Makes a screen.
     *
     * @param live whether lines can be redrawn
     */
    public Screen(PrintStream stream, boolean live, Style style, Terminal terminal) {
        this.stream = stream;
        this.live = live;
        this.style = style;
        this.terminal = terminal;
    }

    /** {@return whether lines can be redrawn} */
    public boolean live() {
        return live;
    }

    public Style style() {
        return style;
    }

    /** {@return the columns there are at this moment} */
    public int width() {
        return terminal.width();
    }

    /** {@return the lines there are at this moment} */
    public int height() {
        return terminal.height();
    }

    /** Prints lines that stay. */
    public synchronized void print(List<String> lines) {
        StringBuilder frame = back();
        for (String line : lines) {
            frame.append(line).append(live ? ERASE_LINE : "").append('\n');
        }
        drawn = 0;
        flush(frame.append(live ? ERASE_BELOW : ""));
    }

    /** Prints a line that stays. */
    public void print(String line) {
        print(List.of(line));
    }

    /** Shows these lines in place of those shown before; does nothing on a plain stream. */
    public synchronized void show(List<String> lines) {
        if (!live) {
            return;
        }
        int width = terminal.width();
        List<String> visible = lines.subList(0, Math.min(lines.size(), Math.max(1, terminal.height() - 1)));
        StringBuilder frame = back().append(HIDE_CURSOR);
        for (String line : visible) {
            frame.append(fit(line, width)).append(ERASE_LINE).append('\n');
        }
        drawn = visible.size();
        flush(frame.append(ERASE_BELOW));
    }

    /** Takes away the lines that are redrawn. */
    public synchronized void clear() {
        if (live) {
            StringBuilder frame = back().append(ERASE_BELOW).append(SHOW_CURSOR);
            drawn = 0;
            flush(frame);
        }
    }

    /** Leaves the lines that were shown last, and goes on below them. */
    public synchronized void keep() {
        if (live) {
            drawn = 0;
            flush(new StringBuilder(SHOW_CURSOR));
        }
    }

    private StringBuilder back() {
        return new StringBuilder(live && drawn > 0 ? UP.formatted(drawn) + "\r" : "");
    }

    private void flush(CharSequence frame) {
        stream.print(frame);
        stream.flush();
    }

    /** {@return the line, cut where the terminal would break it; escape sequences take no room} */
    static String fit(String line, int width) {
        StringBuilder fitting = new StringBuilder();
        int columns = 0;
        boolean escaped = false;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (character == '\u001b') {
                escaped = true;
            }
            if (escaped || columns < width) {
                fitting.append(character);
            }
            if (escaped) {
                escaped = !Character.isLetter(character);
            } else {
                columns++;
            }
        }
        return fitting.toString();
    }
}
