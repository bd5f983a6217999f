package dev.segue.cli.demo;

import java.util.ArrayList;
import java.util.List;

/** Numbers that can be read across a room. */
final class BigNumber {

    /** How many lines a number takes. */
    static final int HEIGHT = 5;

    private static final String[] DIGITS = {
        "█▀▀█|█  █|█  █|█  █|█▄▄█",
        " ▄█ |▀ █ |  █ |  █ |▄▄█▄",
        "▀▀▀█|   █|█▀▀▀|█   |█▄▄▄",
        "▀▀▀█|   █|▀▀▀█|   █|▄▄▄█",
        "█  █|█  █|▀▀▀█|   █|   █",
        "█▀▀▀|█   |▀▀▀█|   █|▄▄▄█",
        "█▀▀▀|█   |█▀▀█|█  █|█▄▄█",
        "▀▀▀█|   █|   █|   █|   █",
        "█▀▀█|█  █|█▀▀█|█  █|█▄▄█",
        "█▀▀█|█  █|▀▀▀█|   █|▄▄▄█"
    };

    private BigNumber() {}

    /** {@return the lines of a number, all of one width} */
    static List<String> lines(long number) {
        List<String> lines = new ArrayList<>();
        for (int line = 0; line < HEIGHT; line++) {
            StringBuilder text = new StringBuilder();
            for (char digit : Long.toString(Math.max(0, number)).toCharArray()) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(DIGITS[digit - '0'].split("\\|")[line]);
            }
            lines.add(text.toString());
        }
        return lines;
    }
}
