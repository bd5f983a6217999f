package dev.segue.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index that belongs to no constraint.
 *
 * @param identity what the index is, apart from its name: a renamed index keeps it
 * @param name the index's name, unquoted
 * @param columns the columns it mentions, in keys, expressions, predicate and INCLUDE
 * @param unique whether it admits each key once
 * @param definition the server's own text from {@code USING} on
 * @param comment the comment on it, or null
 */
public record Index(
        String identity,
        String name,
        List<String> columns,
        boolean unique,
        String definition,
        @Nullable String comment) {
    public Index {
        Objects.requireNonNull(name, "name");
        identity = identity == null ? name : identity;
        columns = List.copyOf(columns);
        Objects.requireNonNull(definition, "definition");
    }

    /** {@return this index as another one, which says the same} */
    public Index withIdentity(String newIdentity) {
        return new Index(newIdentity, name, columns, unique, definition, comment);
    }

    /** {@return this index under another name, with the same identity} */
    public Index withName(String newName) {
        return new Index(identity, newName, columns, unique, definition, comment);
    }

    /** {@return this index with another text, with the same identity} */
    public Index withDefinition(String text) {
        return new Index(identity, name, columns, unique, text, comment);
    }

    /** {@return this index on columns of other names, with the same identity} */
    public Index withColumns(List<String> newColumns) {
        return new Index(identity, name, newColumns, unique, definition, comment);
    }

    /** {@return whether it says the same as the other one, whatever either is called} */
    public boolean alike(Index other) {
        return unique == other.unique && definition.equals(other.definition);
    }
}
