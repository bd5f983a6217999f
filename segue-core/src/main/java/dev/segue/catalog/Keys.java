package dev.segue.catalog;

import java.util.List;
import java.util.Optional;

/** By what the rows of a table are told apart. */
public final class Keys {

    private Keys() {}

    /** {@return the columns of the primary key, else of a unique constraint on NOT NULL columns} */
    public static Optional<List<Column>> of(Table table) {
        return table.primaryKey()
                .map(Constraint.PrimaryKey::columns)
                .or(() -> table.constraints().stream()
                        .filter(Constraint.Unique.class::isInstance)
                        .map(Constraint::columns)
                        .filter(columns -> columns.stream()
                                .allMatch(c ->
                                        table.column(c).map(k -> !k.nullable()).orElse(false)))
                        .findFirst())
                .map(names ->
                        names.stream().map(n -> table.column(n).orElseThrow()).toList());
    }
}
