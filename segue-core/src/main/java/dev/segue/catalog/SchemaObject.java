package dev.segue.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something of a schema that is no table and that tables use: a type, or a sequence. Immutable.
 *
 * @param kind what it is
 * @param name its name
 * @param definition what the server's CREATE statement says of it behind its name; may be empty
 * @param comment a comment on it, or null
 */
public record SchemaObject(
        Kind kind,
        TableName name,
        String definition,
        @Nullable String comment) {

    /** What there is beside tables. */
    public enum Kind {
        /** A type of named values in an order. */
        ENUM,
        /** A type with rules of its own. */
        DOMAIN,
        /** What gives numbers. */
        SEQUENCE;

        /** {@return the word for people} */
        public String word() {
            return switch (this) {
                case ENUM -> "enum";
                case DOMAIN -> "domain";
                case SEQUENCE -> "sequence";
            };
        }
    }

    public SchemaObject {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(definition, "definition");
    }

    /** {@return the same under another name} */
    public SchemaObject withName(TableName other) {
        return new SchemaObject(kind, other, definition, comment);
    }

    @Override
    public String toString() {
        return kind.word() + " " + name;
    }
}
