package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.plan.PlanCodec;
import org.junit.jupiter.api.Test;

class OlderPlanTest extends OperationTest {

    @Test
    void constraints_and_indexes_of_an_older_plan_are_known_by_their_names() throws Exception {
        CatalogWalk shop = shop("CREATE INDEX codes ON orders (code);"
                + "ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (customer_id) REFERENCES customers;");
        String json = PlanCodec.write(shop.engine().plan(CatalogWalk.file("- drop_index: { name: codes }")));
        String older = json.replaceAll("\"identity\":\"[ik][0-9]+\",", "").replaceAll("\"rules\":\"[^\"]*\",", "");
        assertThat(older).isNotEqualTo(json);

        Table orders = PlanCodec.read(older)
                .catalogs()
                .before()
                .table(new TableName("public", "orders"))
                .orElseThrow();

        assertThat(orders.index("codes").orElseThrow().identity()).isEqualTo("codes");
        assertThat(orders.constraint("buyer").orElseThrow())
                .isInstanceOfSatisfying(Constraint.ForeignKey.class, key -> {
                    assertThat(key.identity()).isEqualTo("buyer");
                    assertThat(key.rules()).isEmpty();
                });
    }
}
