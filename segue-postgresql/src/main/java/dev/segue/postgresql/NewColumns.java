package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange.AddColumns;
import dev.segue.catalog.Column;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Columns that are added to a table that is there. */
final class NewColumns {

    private NewColumns() {}

    /** {@return what adds the columns, with the sequences of those that draw from one of their own} */
    static List<Statement> statements(AddColumns add) {
        String table = Sql.id(add.table());
        Map<Column, String> sequences = new LinkedHashMap<>();
        add.columns().forEach(c -> NewTable.sequence(c).ifPresent(s -> sequences.put(c, s)));
        List<Statement> all = new ArrayList<>();
        sequences.forEach((column, sequence) -> all.add(NewTable.newSequence(sequence, column)));
        all.add(new Statement(
                "ALTER TABLE %s %s"
                        .formatted(
                                table,
                                Sql.list(
                                        add.columns(),
                                        c -> "ADD COLUMN "
                                                + NewTable.columnDefinition(
                                                        sequences.containsKey(c)
                                                                ? c.withOrigin(Column.Origin.NONE)
                                                                : c))),
                DdlStatements.exclusive(add.table()),
                "nullable and without a computed default: nothing is rewritten or scanned"));
        sequences.forEach((column, sequence) -> all.addAll(numbered(add.table(), column, sequence)));
        add.columns().stream()
                .filter(c -> c.notes().comment() != null)
                .forEach(c -> all.add(new Statement(
                        "COMMENT ON COLUMN %s.%s IS %s"
                                .formatted(
                                        table,
                                        Sql.id(c.name()),
                                        Sql.literalOrNull(c.notes().comment())),
                        "SHARE UPDATE EXCLUSIVE on " + add.table() + ", instant; blocks no reads or writes",
                        "it belongs to the column")));
        return all;
    }

    /** Rows that come from now on are numbered at once; whoever writes the table draws from the sequence. */
    private static List<Statement> numbered(TableName table, Column column, String sequence) {
        return List.of(
                new Statement(
                        "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s"
                                .formatted(
                                        Sql.id(table),
                                        Sql.id(column.name()),
                                        column.origin().expression()),
                        DdlStatements.exclusive(table),
                        "a change of the catalog only"),
                Statement.free(
                        Sql.fill(
                                """
                                DO $segue$
                                DECLARE writer pg_catalog.text;
                                BEGIN
                                    EXECUTE 'ALTER SEQUENCE ' || {sequence_text} || ' OWNER TO '
                                        || (SELECT c.relowner::pg_catalog.regrole FROM pg_catalog.pg_class c WHERE c.oid = {table_text}::pg_catalog.regclass);
                                    FOR writer IN
                                        SELECT DISTINCT CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE g.grantee::pg_catalog.regrole::pg_catalog.text END
                                        FROM (SELECT c.relacl FROM pg_catalog.pg_class c WHERE c.oid = {table_text}::pg_catalog.regclass
                                              UNION ALL
                                              SELECT a.attacl FROM pg_catalog.pg_attribute a WHERE a.attrelid = {table_text}::pg_catalog.regclass) granted(acl),
                                             pg_catalog.aclexplode(granted.acl) g
                                        WHERE g.privilege_type IN ('INSERT', 'UPDATE')
                                    LOOP
                                        EXECUTE 'GRANT USAGE ON SEQUENCE ' || {sequence_text} || ' TO ' || writer;
                                    END LOOP;
                                END
                                $segue$""",
                                Map.of(
                                        "sequence_text", Sql.literal(sequence),
                                        "table_text", Sql.literal(Sql.id(table)))),
                        "whoever writes rows draws numbers"),
                Statement.free(
                        "ALTER SEQUENCE %s OWNED BY %s.%s".formatted(sequence, Sql.id(table), Sql.id(column.name())),
                        "goes with its column"));
    }
}
