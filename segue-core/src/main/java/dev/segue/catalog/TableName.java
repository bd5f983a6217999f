package dev.segue.catalog;

import java.util.Objects;

/** The name of a table: its schema and its name as they are written in the database, unquoted. */
public record TableName(String schema, String name) implements Comparable<TableName> {

    public TableName {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    /** {@return {@code schema.name}, for people; never for SQL} */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
