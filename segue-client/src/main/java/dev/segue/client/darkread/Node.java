package dev.segue.client.darkread;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of an answer that was taken apart. Immutable; nodes with equal values are equal. */
sealed interface Node {

    /** A value that is not taken apart. */
    record Leaf(@Nullable Object value) implements Node {}

    /**
     * Named parts.
     *
     * @param keyed whether the names are a map's keys, which may be data, and not a record's components
     */
    record Fields(Map<String, Node> parts, boolean keyed) implements Node {}

    /** A list's members. */
    record Items(List<Node> parts) implements Node {}

    /** No answer but an error, of this kind. */
    record Failed(String kind) implements Node {}
}
