package dev.segue.migration;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a migration file.
 *
 * @param line the line, from 1; what concerns the file as a whole is at 1:1
 * @param column the column in code points, from 1
 * @param path the path of the value, like {@code operations[0].extract_table.columns}; empty for the file as a whole
 * @param hint what to write instead, or what there is to choose from
 */
public record Problem(
        String file,
        int line,
        int column,
        String path,
        String message,
        @Nullable String hint) {
    /** The order of reading. */
    static final Comparator<Problem> IN_READING_ORDER = Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::path)
            .thenComparing(Problem::message);

    public Problem {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException("line and column count from 1: " + line + ":" + column);
        }
    }

    /** The problem on a few lines, without a line end: place and path, then message and hint, indented. */
    public String render() {
        var place = file + ":" + line + ":" + column + (path.isEmpty() ? "" : "  " + path);
        return place + "\n" + message.indent(2).stripTrailing()
                + (hint == null ? "" : "\n" + hint.indent(2).stripTrailing());
    }
}
