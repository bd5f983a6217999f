package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetReplicaIdentityTest extends OperationTest {

    private static final String OF_ORDERS = "SELECT relreplident FROM pg_class WHERE oid = 'orders'::regclass";

    @Test
    void a_table_is_told_apart_by_all_its_columns() throws Exception {
        CatalogWalk shop = shop("");

        shop.walk("- set_replica_identity: { table: orders, identity: { type: full } }", ORDERING, ORDERING);

        assertThat(shop.one(OF_ORDERS)).isEqualTo("f");
    }

    @Test
    void an_index_that_the_same_migration_makes_tells_rows_apart_once_it_is_there() throws Exception {
        CatalogWalk shop = shop("ALTER TABLE orders REPLICA IDENTITY FULL;");

        shop.walk("""
                - create_index: { table: orders, name: pairs, columns: [customer_id, id], unique: true }
                - set_replica_identity: { table: orders, identity: { type: index, index: pairs } }
                """, ORDERING, ORDERING);

        assertThat(shop.one("SELECT indisreplident FROM pg_index WHERE indexrelid = 'pairs'::regclass"))
                .isEqualTo("t");
    }

    @Test
    void the_index_of_before_comes_back_with_a_rollback() throws Exception {
        CatalogWalk shop = shop("CREATE UNIQUE INDEX pairs ON orders (customer_id, id);"
                + "ALTER TABLE orders REPLICA IDENTITY USING INDEX pairs;");

        shop.walk("- set_replica_identity: { table: orders, identity: default }", ORDERING, ORDERING);

        assertThat(shop.one(OF_ORDERS)).isEqualTo("d");
    }

    private static final String BY_CODE =
            "UPDATE orders SET code = 'c' || id; ALTER TABLE orders ALTER code SET NOT NULL;"
                    + "CREATE UNIQUE INDEX codes ON orders (code); ALTER TABLE orders REPLICA IDENTITY USING INDEX codes;";

    /** Each failed at expand, or left a table of which no row can be told apart. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "- drop_index: { name: codes }",
                "- drop_column: { table: orders, column: code, down: \"'d' || id\" }",
                "- alter_column: { table: orders, column: code, type: varchar(90) }",
                "- alter_column: { table: orders, column: code, nullable: true }",
                "- extract_table: { from: orders, columns: [code], into: codes_of, reference: code_id }",
            })
    void what_takes_the_index_or_its_not_null_away_goes_with_another_identity_only(String operation) throws Exception {
        CatalogWalk shop = shop(BY_CODE);
        String before = shop.dump();

        refused(shop, operation, "told apart in replication by index codes", "set_replica_identity");

        String both = operation + "\n- set_replica_identity: { table: orders, identity: full }";
        CatalogWalk.reach(new Lifecycle.BothLive(), shop.engine().run(CatalogWalk.file(both), Phase.VERIFY, List.of()));
        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));
        assertThat(shop.dump()).isEqualTo(before);
        shop.engine().run(CatalogWalk.file(both), Phase.VERIFY, List.of());
        shop.engine().flag(CatalogWalk.MIGRATION, 100);
        CatalogWalk.reach(
                new Lifecycle.Contracted(), shop.engine().run(CatalogWalk.file(both), Phase.CONTRACT, List.of()));
        assertThat(shop.one(OF_ORDERS)).isEqualTo("f");
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop = shop("CREATE UNIQUE INDEX codes ON orders (code); CREATE INDEX notes ON orders (note);");

        refused(shop, identity("codes"), "tells no rows apart in which a column is NULL: code");
        refused(shop, identity("notes"), "no unique index \"notes\"");
        refused(shop, identity("code"), "no unique index \"code\"", "\"codes\"");
    }

    private static String identity(String index) {
        return "- set_replica_identity: { table: orders, identity: { type: index, index: " + index + " } }";
    }
}
