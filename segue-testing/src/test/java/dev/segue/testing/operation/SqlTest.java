package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTest extends OperationTest {

    @Test
    void a_script_is_done_and_undone() throws Exception {
        CatalogWalk shop = shop("");

        shop.walk("""
                - sql:
                    up: |
                      CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS $$ SELECT $1 * 2; $$;
                      CREATE VIEW doubled AS SELECT id, twice(1) AS two FROM orders WHERE note IS DISTINCT FROM '?';
                    down: |
                      DROP VIEW doubled;
                      DROP FUNCTION twice;
                """, ORDERING, ORDERING);

        assertThat(shop.one("SELECT two FROM doubled LIMIT 1")).isEqualTo("2");
    }

    @Test
    void a_script_that_was_never_done_is_not_undone() throws Exception {
        CatalogWalk shop = shop("");
        String before = shop.dump();
        assertThatThrownBy(() -> shop.engine()
                        .run(
                                CatalogWalk.file("- sql: { up: CREATE TABLE t (id itn), down: DROP TABLE t }"),
                                Phase.VERIFY,
                                List.of()))
                .hasMessageContainingAll("0001_change, expand", "itn");

        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));

        assertThat(shop.dump()).isEqualTo(before);
    }

    @Test
    void on_complete_it_waits_until_the_old_shape_goes_and_may_stand_beside_others() throws Exception {
        CatalogWalk shop = shop("CREATE INDEX codes ON orders (code);");

        shop.walk("""
                - drop_index: { name: codes }
                - sql: { up: CREATE VIEW late AS SELECT 1 AS one, onComplete: true }
                """, ORDERING, ORDERING);

        assertThat(shop.one("SELECT one FROM late")).isEqualTo("1");
    }

    @Test
    void what_cannot_be_planned_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop = shop("CREATE INDEX codes ON orders (code);");

        refused(shop, """
                - drop_index: { name: codes }
                - sql: { up: CREATE VIEW late AS SELECT 1 AS one }
                """, "nothing can be planned beside it", "onComplete: true");
        assertThatThrownBy(() -> CatalogWalk.file("- sql: { up: SELECT 1, down: SELECT 2, onComplete: true }"))
                .hasMessageContaining("what is done at contract is not rolled back");
        assertThat(shop.engine()
                        .plan(CatalogWalk.file("- sql: { up: SELECT 1 }"))
                        .assessment()
                        .warnings())
                .anyMatch(w -> w.message().contains("a rollback leaves what it did"));
    }
}
