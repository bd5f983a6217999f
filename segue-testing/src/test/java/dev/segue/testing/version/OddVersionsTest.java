package dev.segue.testing.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables and names that are not as in a textbook. */
class OddVersionsTest extends EveryServer {

    private static VersionSchema of(
            String name, String base, String table, VersionSchema.@Nullable Mark mark, VersionSchema.Shown... columns) {
        TableName there = new TableName(base, table);
        return new VersionSchema(
                name,
                base,
                List.of(new VersionSchema.View(table, there, there, List.of(columns), mark, Table.Attachments.NONE)));
    }

    @Test
    void names_with_quotes_spaces_and_63_bytes() {
        VersionDatabase database = database();
        String table = "ta\"ble with a name of 63 bytes, ünïcödé: " + "x".repeat(18);
        assertThat(table.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSize(63);
        String quoted = "\"" + table.replace("\"", "\"\"") + "\"";
        database.does(
                "CREATE SCHEMA \"Shop's \"\"own\"\"\"",
                "CREATE TABLE \"Shop's \"\"own\"\"\"." + quoted + " (\"i\"\"d\" int PRIMARY KEY, \"select\" text)");
        VersionSchema shape = new VersionSchema(
                "v of \\ \"Shop's\"",
                "Shop's \"own\"",
                List.of(new VersionSchema.View(
                        table,
                        new TableName("Shop's \"own\"", table),
                        new TableName("Shop's \"own\"", table),
                        List.of(
                                new VersionSchema.Shown(
                                        "größe \"1\"", "select", "größe \"1\"", "'\\ it''s'", "what's \\ this"),
                                VersionDatabase.shown("i\"d", "i\"d", null)),
                        null,
                        new Table.Attachments("table's \\ comment", null, List.of(), List.of(), null, null))));

        database.with(shape);
        String view = "\"v of \\ \"\"Shop's\"\"\"." + quoted;
        database.does("INSERT INTO " + view + " (\"i\"\"d\") VALUES (1)");
        assertThat(database.ask("TABLE " + view)).isEqualTo("\\ it's|1");
        assertThat(database.ask("SELECT obj_description('" + view.replace("'", "''") + "'::regclass), col_description('"
                        + view.replace("'", "''") + "'::regclass, 1)"))
                .isEqualTo("table's \\ comment|what's \\ this");

        database.does(
                "ALTER TABLE \"Shop's \"\"own\"\"\"." + quoted + " RENAME COLUMN \"select\" TO \"größe \"\"1\"\"\"");
        database.segue(database.dialect().settleVersion(shape));
        assertThat(database.ask("TABLE " + view)).isEqualTo("\\ it's|1");
        database.segue(database.dialect().dropVersion(shape));
        assertThat(database.ask("SELECT count(*) FROM pg_views WHERE schemaname LIKE 'v of%'"))
                .isEqualTo("0");
    }

    @Test
    void a_partitioned_table_is_written_through_its_root() {
        VersionDatabase database = database();
        database.does("""
                CREATE TABLE visits (id int, at int, segue_mark smallint, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM (0) TO (10);
                CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM (10) TO (20);
                """);
        Client code = database.with(of(
                        VersionDatabase.VERSION,
                        "public",
                        "visits",
                        VersionDatabase.MARK,
                        VersionDatabase.shown("id", "id", null),
                        VersionDatabase.shown("hour", "at", "5")))
                .newCode();

        code.does(
                "INSERT INTO visits (id) VALUES (1) ON CONFLICT (id, hour) DO UPDATE SET hour = 9",
                "UPDATE visits SET hour = 15");

        assertThat(database.ask("SELECT id, at, segue_mark, tableoid::regclass FROM public.visits"))
                .isEqualTo("1|15|2|visits_2");
    }

    @Test
    void a_table_without_columns_is_read_and_its_view_not_written() {
        VersionDatabase database = database();
        database.does("CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES");

        Client code = database.with(of(VersionDatabase.VERSION, "public", "nothing", null))
                .newCode();

        assertThat(code.asks("SELECT count(*) FROM nothing")).isEqualTo("1");
        assertThat(code.fails("INSERT INTO nothing DEFAULT VALUES").getSQLState())
                .isEqualTo("55000");
    }

    @Test
    void a_table_that_no_migration_touches_has_neither_mark_nor_default_and_contract_leaves_its_view_alone() {
        VersionDatabase database = database();
        VersionSchema shape = of(
                VersionDatabase.VERSION,
                "public",
                "orders",
                null,
                VersionDatabase.shown("id", "id", null),
                VersionDatabase.shown("name", "nm", null));
        database.with(shape);

        assertThat(database.dialect().settleVersion(shape)).isEmpty();
        assertThat(database.newCode().asks("SELECT * FROM orders WHERE id = 1")).isEqualTo("1|Ann");
    }
}
