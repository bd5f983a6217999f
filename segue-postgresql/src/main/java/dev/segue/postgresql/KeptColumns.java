package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange.AddKeeper;
import dev.segue.catalog.CatalogChange.DropKeeper;
import dev.segue.catalog.Column;
import dev.segue.catalog.Keeper;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns that the server keeps by a trigger. The value is a function whose body is parsed once, whatever search_path a
 * session has. The trigger's condition mentions every column, so that the server knows what depends on them, and holds only
 * where the value is another one.
 */
final class KeptColumns {

    private static final String CALCULATES = "calc_";
    private static final String KEEPS = "keep_";

    /** The keepers of tables; a partition has those of the whole. */
    static final String QUERY = """
            SELECT t.tgrelid, t.tgname, f.proname, g.proargnames AS sources, pg_catalog.pg_get_function_sqlbody(g.oid) AS value,
                   (SELECT a.attname FROM pg_catalog.pg_depend d
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = d.refobjsubid
                    WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND d.objid = t.oid
                      AND d.refobjid = t.tgrelid AND d.refobjsubid > 0 AND NOT a.attname = ANY (g.proargnames) LIMIT 1) AS kept
            FROM pg_catalog.pg_trigger t
            JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid AND f.pronamespace = n.oid AND pg_catalog.starts_with(f.proname, 'keep_')
            JOIN pg_catalog.pg_proc g ON g.pronamespace = n.oid AND g.proname = 'calc_' || pg_catalog.substr(f.proname, 6)
            WHERE n.nspname = ANY (?) AND NOT t.tgisinternal AND t.tgparentid = 0
              AND pg_catalog.starts_with(t.tgname, 'zz_keep_') AND g.proargnames IS NOT NULL
            ORDER BY 1, t.tgname
            """;

    private KeptColumns() {}

    static List<Statement> make(AddKeeper add) {
        TableName table = add.table();
        Keeper keeper = add.keeper();
        Column column = column(add, keeper.column());
        String calculates = calculates(table, keeper);
        String keeps = keeps(table, keeper);
        String value = calculates + "(" + Sql.list(keeper.sources(), s -> "NEW." + Sql.id(s)) + ")";
        List<Statement> all = new ArrayList<>();
        all.add(new Statement(
                "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE sql IMMUTABLE RETURN (%s)"
                        .formatted(
                                calculates,
                                Sql.list(
                                        keeper.sources(),
                                        s -> Sql.id(s) + " " + column(add, s).type()),
                                column.type(),
                                keeper.value()),
                Statement.NO_LOCK,
                "gives " + column.name() + "; parsed once, whatever search_path a session has"));
        all.add(new Statement(
                "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS %s"
                        .formatted(
                                keeps,
                                Sql.body("BEGIN\n    NEW.%s := %s;\n    RETURN NEW;\nEND\n"
                                        .formatted(Sql.id(column.name()), value))),
                Statement.NO_LOCK,
                "of the application's own, and stays; who writes through a view may see nothing of the schema"));
        all.add(new Statement(
                "GRANT EXECUTE ON FUNCTION %s TO PUBLIC".formatted(calculates),
                Statement.NO_LOCK,
                "whoever writes the table evaluates it, whatever default privileges say"));
        all.add(owned(table, List.of(keeps, calculates)));
        all.add(new Statement(
                "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW WHEN (NOT %s) EXECUTE FUNCTION %s()"
                        .formatted(
                                Sql.id(keeper.trigger()),
                                Sql.id(table),
                                Image.same(
                                        "NEW." + Sql.id(column.name()),
                                        "CAST(%s AS %s)".formatted(value, column.type()),
                                        column.type()),
                                keeps),
                "SHARE ROW EXCLUSIVE on " + table + ", instant",
                "from now on the server keeps " + column.name()));
        return all;
    }

    private static Column column(AddKeeper add, String name) {
        return add.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String calculates(TableName table, Keeper keeper) {
        return Sql.id(
                new TableName(table.schema(), CALCULATES + keeper.function().substring(KEEPS.length())));
    }

    private static String keeps(TableName table, Keeper keeper) {
        return Sql.id(new TableName(table.schema(), keeper.function()));
    }

    /** They belong to whom the table belongs, where Segue's role may give them away. */
    private static Statement owned(TableName table, List<String> functions) {
        return new Statement(
                """
                DO $segue$
                DECLARE
                    owner pg_catalog.text := (SELECT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner))
                                              FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(%s));
                BEGIN
                %sEXCEPTION WHEN insufficient_privilege THEN
                    NULL; -- an owner that may make nothing in the schema any more; Segue's role stays it
                END
                $segue$""".formatted(
                                Sql.literal(Sql.id(table)),
                                String.join(
                                        "",
                                        functions.stream()
                                                .map(f -> "    EXECUTE %s || owner;\n"
                                                        .formatted(Sql.literal("ALTER FUNCTION " + f + " OWNER TO ")))
                                                .toList())),
                Statement.NO_LOCK,
                "they are the table owner's");
    }

    static List<Statement> drop(DropKeeper drop) {
        return List.of(
                new Statement(
                        "DROP TRIGGER IF EXISTS %s ON %s"
                                .formatted(Sql.id(drop.keeper().trigger()), Sql.id(drop.table())),
                        "ACCESS EXCLUSIVE on " + drop.table() + ", instant",
                        "a change of the catalog only"),
                new Statement(
                        "DROP FUNCTION IF EXISTS %s, %s"
                                .formatted(keeps(drop.table(), drop.keeper()), calculates(drop.table(), drop.keeper())),
                        Statement.NO_LOCK,
                        "only the trigger used them"));
    }

    /** {@return what stands against the keepers that come: names that are taken, and triggers that run after them} */
    static List<Finding> preflight(Connection connection, Table table, Table wanted) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Keeper keeper : wanted.attachments().keepers()) {
            if (table.attachments().keepers().contains(keeper)) {
                continue;
            }
            String schema = wanted.name().schema();
            Rows.list(
                            connection,
                            """
                            SELECT p.oid::pg_catalog.regprocedure::pg_catalog.text FROM pg_catalog.pg_proc p
                            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                            WHERE n.nspname = ? AND p.proname IN (?, ?)
                            """,
                            row -> row.getString(1),
                            schema,
                            keeper.function(),
                            CALCULATES + keeper.function().substring(KEEPS.length()))
                    .forEach(f -> findings.add(Finding.refuse(
                            "there is a function %s already, and the one that keeps %s.%s would have its name"
                                    .formatted(f, wanted.name(), keeper.column()),
                            "give the column another name, or the function: ALTER FUNCTION " + f + " RENAME TO …")));
            Rows.list(
                            connection,
                            """
                            SELECT DISTINCT t.tgname FROM pg_catalog.pg_trigger t
                            WHERE t.tgrelid IN (SELECT r.relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) r
                                                UNION ALL SELECT pg_catalog.to_regclass(?))
                              AND NOT t.tgisinternal AND t.tgtype & 3 = 3 AND t.tgtype & 20 <> 0
                              AND t.tgname !~ '^[!~]segue_' AND t.tgname::pg_catalog.text >= ? COLLATE pg_catalog."C"
                            """,
                            row -> row.getString(1),
                            Sql.id(table.name()),
                            Sql.id(table.name()),
                            keeper.trigger())
                    .forEach(t -> findings.add(Finding.refuse(
                            "the trigger %s on %s would run after %s and could change what that has calculated from"
                                    .formatted(t, table.name(), keeper.trigger()),
                            "rename it, so that it sorts before: ALTER TRIGGER %s ON %s RENAME TO …"
                                    .formatted(Sql.id(t), Sql.id(table.name())))));
        }
        return findings;
    }
}
