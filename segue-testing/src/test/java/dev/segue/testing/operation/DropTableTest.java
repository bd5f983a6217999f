package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropTableTest extends OperationTest {

    private static final String SPARE =
            "CREATE TABLE spare (n bigint PRIMARY KEY, customer_id bigint DEFAULT 1 REFERENCES customers);";
    private static final String DROP = "- drop_table: { name: spare }";
    private static final String INSERT = "INSERT INTO spare SELECT nextval('numbers')";

    @Test
    void old_code_uses_it_until_it_is_sealed() throws Exception {
        CatalogWalk shop = shop(SPARE);

        shop.walk(DROP, List.of(INSERT, "DELETE FROM spare WHERE n = (SELECT min(n) FROM spare)"), ORDERING);

        assertThat(shop.one("SELECT to_regclass('spare')")).isEqualTo("null");
    }

    @Test
    void what_reads_it_is_said_before_anything_changes_and_seal_waits_for_it() throws Exception {
        CatalogWalk shop = shop(SPARE + "CREATE VIEW numbers_used AS SELECT n FROM spare;");

        assertThat(shop.engine().plan(CatalogWalk.file(DROP)).assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("view public.numbers_used", "seal waits for it"));

        shop.engine().run(CatalogWalk.file(DROP), Phase.VERIFY, List.of());
        shop.engine().flag(CatalogWalk.MIGRATION, 100);
        assertThatThrownBy(() -> shop.engine().seal(CatalogWalk.MIGRATION, List.of()))
                .hasMessageContaining("view public.numbers_used");
        shop.execute("DROP VIEW numbers_used");
        CatalogWalk.reach(
                new Lifecycle.Contracted(), shop.engine().run(CatalogWalk.file(DROP), Phase.CONTRACT, List.of()));
    }

    @Test
    void its_rows_are_there_after_every_way_back() throws Exception {
        CatalogWalk shop = shop(SPARE);
        String before = shop.dump();
        shop.execute(INSERT);
        shop.engine().run(CatalogWalk.file(DROP), Phase.VERIFY, List.of());
        shop.execute(INSERT);
        shop.engine().flag(CatalogWalk.MIGRATION, 100);
        CatalogWalk.reach(new Lifecycle.Sealed(), shop.engine().seal(CatalogWalk.MIGRATION, List.of()));
        shop.engine().unseal(CatalogWalk.MIGRATION);
        shop.execute(INSERT);
        CatalogWalk.reach(new Lifecycle.Sealed(), shop.engine().seal(CatalogWalk.MIGRATION, List.of()));

        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));

        assertThat(shop.one("SELECT count(*) FROM spare")).isEqualTo("3");
        assertThat(shop.dump()).isEqualTo(before);
    }
}
