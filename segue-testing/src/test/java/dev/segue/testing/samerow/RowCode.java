package dev.segue.testing.samerow;

import dev.segue.testing.oracle.Field;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one code knows: a table or a view with a key {@code id}, a column {@code touched} that only an INSERT writes, and
 * its columns.
 *
 * @param table its name in SQL, with the schema
 */
record RowCode(String table, List<CodeColumn> columns) {

    RowCode {
        columns = List.copyOf(columns);
    }

    static RowCode of(String table, CodeColumn... columns) {
        return new RowCode(table, List.of(columns));
    }

    /** {@return whether its columns hold a field} */
    boolean holds(Field field) {
        return columns.stream().anyMatch(column -> column.fields().contains(field));
    }

    /** {@return a column, and those that this code keeps in step with it by itself} */
    List<CodeColumn> together(CodeColumn column) {
        return columns.stream()
                .filter(other -> other.equals(column) || other.fields().stream().anyMatch(column.follow()::contains))
                .toList();
    }

    /** {@return {@code a, b}} */
    String names() {
        return columns.stream().map(CodeColumn::name).collect(Collectors.joining(", "));
    }

    /** {@return {@code CAST(o.a AS text), …} of a table alias} */
    String texts(String alias) {
        return columns.stream()
                .map(column -> "CAST(" + alias + "." + column.name() + " AS text)")
                .collect(Collectors.joining(", "));
    }

    /** {@return {@code CAST(? AS text), …}} */
    String parameters() {
        return columns.stream().map(RowCode::parameter).collect(Collectors.joining(", "));
    }

    static String parameter(CodeColumn column) {
        return "CAST(? AS " + column.type() + ")";
    }
}
