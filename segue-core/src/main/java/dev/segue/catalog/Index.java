package dev.segue.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index that belongs to no constraint.
 *
 * @param name the index's name, unquoted
 * @param columns the columns it mentions, in keys, expressions, predicate and INCLUDE
 * @param unique whether it admits each key once
 * @param definition the server's own text from {@code USING} on
 * @param comment the comment on it, or null
 */
public record Index(
        String name,
        List<String> columns,
        boolean unique,
        String definition,
        @Nullable String comment) {
    public Index {
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        Objects.requireNonNull(definition, "definition");
    }
}
