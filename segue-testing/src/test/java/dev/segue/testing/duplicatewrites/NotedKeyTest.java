package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Lifecycle;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import org.junit.jupiter.api.Test;

/** The gate {@code no_noted_key}: what is on its way opens it, what stays does not. */
class NotedKeyTest extends EveryServer {

    private static GateReport gate(BothShapes shapes) {
        return shapes.engine().gates(BothShapes.MIGRATION).stream()
                .filter(g -> g.requirement().gate() == Gate.NO_NOTED_KEY)
                .findFirst()
                .orElseThrow();
    }

    private static void aMinutePasses(BothShapes shapes) {
        for (String table : new String[] {"note_child", "note_parent"}) {
            shapes.does("UPDATE segue.\"%s_%s\" SET noted_at = noted_at - interval '1 minute'"
                    .formatted(BothShapes.MIGRATION, table));
        }
    }

    @Test
    void a_note_closes_the_gate_when_it_stays() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.engine().flag(BothShapes.MIGRATION, 100);
        Session holder = shapes.session("holder").begins().does("SELECT FROM orders WHERE order_id = 1 FOR UPDATE");
        shapes.does("UPDATE addresses SET city = 'Jena' WHERE id = " + shapes.addressOf(1));
        assertThat(shapes.notes()).isEqualTo("1");
        GateReport fresh = gate(shapes);

        aMinutePasses(shapes);
        GateReport old = gate(shapes);

        assertThat(fresh.passable()).isTrue();
        assertThat(fresh.evidence()).isEqualTo("1 key unsettled, 0 cannot be mapped; none for 5 s");
        assertThat(old.passable()).isFalse();
        assertThat(old.opens()).isEqualTo("segue settle");
        holder.commits();
        shapes.agrees();
        assertThat(gate(shapes).passable()).isTrue();
    }

    /** Such a writer leaves a note with nearly every commit after a link to an address of another. */
    @Test
    void an_application_that_writes_under_repeatable_read_can_be_sealed_and_loses_nothing() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does("UPDATE orders SET address_id = " + shapes.addressOf(2) + " WHERE order_id = 1");
        try (Traffic traffic = new Traffic(
                shapes,
                "BEGIN ISOLATION LEVEL REPEATABLE READ; UPDATE addresses SET zip = (random() * 1000)::integer::text WHERE id = "
                        + shapes.addressOf(2) + "; COMMIT",
                "BEGIN ISOLATION LEVEL REPEATABLE READ; UPDATE addresses SET city = (random() * 1000)::integer::text WHERE id = "
                        + shapes.addressOf(4) + "; COMMIT")) {
            assertThat(shapes.seals().state()).isEqualTo(new Lifecycle.Sealed());
            traffic.wentOn();
        }
        shapes.agrees();
        assertThat(shapes.contracts().state()).isEqualTo(new Lifecycle.Contracted());
    }
}
