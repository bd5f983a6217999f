package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange.RenameColumn;
import dev.segue.dialect.Statement;
import java.util.List;
import java.util.Map;

/**
 * The names of NOT NULL constraints, which the server makes from those of their columns from release 18 on: where a column
 * takes or leaves a name that Segue gave it for a while, its constraint does so too.
 */
final class NotNullNames {

    private NotNullNames() {}

    /** {@return what comes after a column was renamed; nothing where both names are the application's} */
    static List<Statement> following(RenameColumn rename) {
        if (!isOwn(rename.column(), rename.to()) && !isOwn(rename.to(), rename.column())) {
            return List.of();
        }
        return List.of(new Statement(
                Sql.fill(
                        """
                        DO $segue$
                        DECLARE
                            given pg_catalog.text;
                            wanted pg_catalog.text;
                        BEGIN
                            SELECT k.conname, pg_catalog.replace(k.conname, {from}, {to}) INTO given, wanted
                            FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
                            WHERE k.conrelid = {table}::pg_catalog.regclass AND k.contype = 'n' AND a.attname = {to};
                            IF wanted <> given AND pg_catalog.octet_length(wanted) < 64
                               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = {table}::pg_catalog.regclass AND k.conname = wanted)
                               -- the server renames those of the partitions too, and fails where one has another name
                               AND NOT EXISTS (SELECT FROM pg_catalog.pg_partition_tree({table}::pg_catalog.regclass) p
                                               WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                                                 WHERE k.conrelid = p.relid AND k.contype = 'n' AND k.conname = given)
                                                  OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                                             WHERE k.conrelid = p.relid AND k.conname = wanted)) THEN
                                EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', {table}, given, wanted);
                            END IF;
                        END
                        $segue$""",
                        Map.of(
                                "from", Sql.literal(rename.column()),
                                "to", Sql.literal(rename.to()),
                                "table", Sql.literal(Sql.id(rename.table())))),
                DdlStatements.exclusive(rename.table()),
                "the server names it after its column"));
    }

    private static boolean isOwn(String name, String column) {
        return name.equals(LookupNames.open(column)) || name.equals(LookupNames.sealed(column));
    }
}
