package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
