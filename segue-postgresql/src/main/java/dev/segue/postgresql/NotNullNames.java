package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Derived;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * From PostgreSQL 18 on, NOT NULL is a constraint that the server names after its column, and that keeps its name when the
 * column is renamed. It is renamed with the column, so that nothing of Segue's names stays. Older servers have none.
 */
final class NotNullNames {

    private NotNullNames() {}

    /** {@return the statements that let the constraints follow the names of the columns, from the table's seal on} */
    static List<Statement> sealed(SameRow mapping) {
        List<String[]> names = new ArrayList<>();
        mapping.backward()
                .forEach(d ->
                        names.add(new String[] {d.column().open(), d.column().sealed()}));
        mapping.forward()
                .forEach(d ->
                        names.add(new String[] {d.column().open(), d.column().sealed()}));
        return followed(mapping, mapping.row().sealed(), names);
    }

    /** {@return the statements that bring the names back} */
    static List<Statement> open(SameRow mapping) {
        List<String[]> names = new ArrayList<>();
        mapping.forward()
                .forEach(d ->
                        names.add(new String[] {d.column().sealed(), d.column().open()}));
        mapping.backward()
                .forEach(d ->
                        names.add(new String[] {d.column().sealed(), d.column().open()}));
        return followed(mapping, mapping.row().table(), names);
    }

    private static List<Statement> followed(SameRow mapping, TableName now, List<String[]> columns) {
        if (mapping.forward().stream().noneMatch(Derived::required)
                && mapping.backward().stream().noneMatch(Derived::required)) {
            return List.of();
        }
        StringBuilder renames = new StringBuilder();
        for (String[] names : columns) {
            String from = constraint(mapping, names[0]);
            String to = constraint(mapping, names[1]);
            // of a longer name the server cuts parts; such a constraint keeps its name
            if (from.equals(to) || isLong(from) || isLong(to)) {
                continue;
            }
            renames.append("""
                      IF EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = %1$s::pg_catalog.regclass AND k.contype = 'n' AND k.conname = %2$s)
                         AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = %1$s::pg_catalog.regclass AND k.conname = %3$s) THEN
                        ALTER TABLE %4$s RENAME CONSTRAINT %5$s TO %6$s;
                      END IF;
                    """.formatted(
                            Sql.literal(Sql.id(now)),
                            Sql.literal(from),
                            Sql.literal(to),
                            Sql.id(now),
                            Sql.id(from),
                            Sql.id(to)));
        }
        if (renames.isEmpty()) {
            return List.of();
        }
        return List.of(new Statement(
                "DO " + Sql.body("BEGIN\n" + renames + "END"),
                "ACCESS EXCLUSIVE on " + now,
                "NOT NULL has a name from PostgreSQL 18 on, which follows its column's"));
    }

    private static String constraint(SameRow mapping, String column) {
        return mapping.row().table().name() + "_" + column + "_not_null";
    }

    private static boolean isLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > Sql.IDENTIFIER_BYTES;
    }
}
