package dev.segue.declare;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a declaration.
 *
 * @param path where, like {@code operations[0].extract_table.columns}; a record's constructor gives it relative to the
 *     record
 * @param position the place in the text, if it is known better than by the path
 * @param message what is wrong
 * @param hint what to write instead
 */
public record Fault(
        String path,
        @Nullable Position position,
        String message,
        @Nullable String hint) {

    /** A fault whose place follows from its path. */
    public Fault(String path, String message, @Nullable String hint) {
        this(path, null, message, hint);
    }

    /** The same fault, seen from the record that encloses it at {@code parent}. */
    public Fault under(String parent) {
        var separator = parent.isEmpty() || path.isEmpty() || path.startsWith("[") ? "" : ".";
        return new Fault(parent + separator + path, position, message, hint);
    }
}
