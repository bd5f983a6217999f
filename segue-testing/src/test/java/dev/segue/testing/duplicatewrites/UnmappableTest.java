package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.gate.Gate;
import dev.segue.plan.Phase;
import org.junit.jupiter.api.Test;

/** Old rows that the new shape cannot hold, the whole way: run, verify, a gate that names them, mended, sealed. */
class UnmappableTest extends EveryServer {

    /** A text in the old shape, a number in the new one; two of the rows have no number. */
    private static final Given NUMBERS = Given.transformed("zip::integer", "postcode::text")
            .and("INSERT INTO orders (order_id, street, zip) VALUES (50, 'Elm St', 'none'), (51, 'Fir St', 'n/a');");

    private static Outcome triesToSeal(BothShapes shapes) {
        shapes.engine().flag(BothShapes.MIGRATION, 100);
        return shapes.engine().seal(BothShapes.MIGRATION, BothShapes.forced());
    }

    /** Asserts that the seal waits for nothing but the noted keys, and that it names them. */
    private static void waitsFor(Outcome outcome, String... named) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        waiting -> assertThat(waiting.gates())
                                .filteredOn(gate -> !gate.passable())
                                .singleElement()
                                .satisfies(
                                        gate -> assertThat(gate.requirement().gate())
                                                .isEqualTo(Gate.NO_NOTED_KEY),
                                        gate -> assertThat(gate.opens())
                                                .contains("segue settle")
                                                .contains(named)));
    }

    private static void goesToTheEnd(BothShapes shapes) {
        shapes.agrees();
        assertThat(triesToSeal(shapes).state()).isEqualTo(new Lifecycle.Sealed());
        assertThat(shapes.contracts().state()).isEqualTo(new Lifecycle.Contracted());
    }

    @Test
    void rows_whose_expression_fails_are_named_by_the_gate_until_they_are_mended() {
        BothShapes shapes = notBegun(NUMBERS);

        shapes.runs(Phase.VERIFY);
        shapes.session("old").does("UPDATE orders SET zip = 'nothing' WHERE order_id = 1");

        assertThat(shapes.verify().clean()).isTrue();
        waitsFor(
                triesToSeal(shapes),
                "orders(50) SQLSTATE 22P02",
                "orders(51) SQLSTATE 22P02",
                "orders(1) SQLSTATE 22P02");
        shapes.does("UPDATE orders SET zip = '7' WHERE zip !~ '^[0-9]+$'");
        goesToTheEnd(shapes);
        assertThat(shapes.ask("SELECT count(*) FROM addresses WHERE postcode = 7"))
                .isEqualTo("3");
    }

    @Test
    void where_such_writes_are_refused_the_rows_that_are_there_are_named_all_the_same() {
        BothShapes shapes = notBegun(NUMBERS.rejecting());

        shapes.runs(Phase.VERIFY);
        assertThat(shapes.session("old").fails("UPDATE orders SET zip = 'nothing' WHERE order_id = 1"))
                .isEqualTo("22P02");

        waitsFor(triesToSeal(shapes), "orders(50) SQLSTATE 22P02", "orders(51) SQLSTATE 22P02");
        shapes.does("UPDATE orders SET zip = '7' WHERE order_id IN (50, 51)");
        goesToTheEnd(shapes);
    }

    @Test
    void a_row_that_cannot_be_mended_may_be_deleted() {
        BothShapes shapes = notBegun(NUMBERS);
        shapes.runs(Phase.VERIFY);

        shapes.does("DELETE FROM orders WHERE order_id IN (50, 51)");

        goesToTheEnd(shapes);
    }

    @Test
    void a_check_that_somebody_adds_to_the_new_table_before_the_backfill() {
        BothShapes shapes = unfilled(Given.ORDERS);
        shapes.does("ALTER TABLE addresses ADD CONSTRAINT known CHECK (city <> 'Ulm')");

        shapes.runs(Phase.VERIFY);

        waitsFor(triesToSeal(shapes), "orders(1) SQLSTATE 23514");
        shapes.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        goesToTheEnd(shapes);
    }

    @Test
    void a_unique_index_that_somebody_adds_to_the_new_table_before_the_backfill() {
        BothShapes shapes = unfilled(Given.ORDERS);
        shapes.does(
                "UPDATE orders SET street = 'Elm St' WHERE order_id = 3",
                "CREATE UNIQUE INDEX one_street ON addresses (street)");

        shapes.runs(Phase.VERIFY);

        waitsFor(triesToSeal(shapes), "orders(1) SQLSTATE 23505");
        shapes.does("UPDATE orders SET street = 'Yew St' WHERE order_id = 1");
        goesToTheEnd(shapes);
        assertThat(shapes.ask("SELECT street FROM addresses ORDER BY street")).isEqualTo("Elm St\nOak St\nYew St");
    }

    @Test
    void a_unique_index_and_a_check_that_are_added_while_both_shapes_live() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does(
                "CREATE UNIQUE INDEX one_street ON addresses (street)",
                "ALTER TABLE addresses ADD CONSTRAINT known CHECK (city <> 'Nowhere')");

        shapes.session("old")
                .does(
                        "UPDATE orders SET street = 'Elm St' WHERE order_id = 2",
                        "INSERT INTO orders (order_id, city) VALUES (50, 'Nowhere')");

        waitsFor(triesToSeal(shapes), "orders(2) SQLSTATE 23505", "orders(50) SQLSTATE 23514");
        shapes.does(
                "UPDATE orders SET street = 'Yew St' WHERE order_id = 2",
                "UPDATE orders SET city = 'Jena' WHERE order_id = 50");
        goesToTheEnd(shapes);
    }

    @Test
    void two_old_rows_that_exchange_their_unique_values_are_named_until_one_of_them_steps_aside() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does("CREATE UNIQUE INDEX one_street ON addresses (street)");

        shapes.session("old")
                .does(
                        "UPDATE orders SET street = CASE order_id WHEN 1 THEN 'Oak St' ELSE 'Elm St' END WHERE order_id IN (1, 2)");

        waitsFor(triesToSeal(shapes), "SQLSTATE 23505");
        shapes.does("UPDATE orders SET street = 'for now' WHERE order_id = 1");
        shapes.settle();
        shapes.does("UPDATE orders SET street = 'Oak St' WHERE order_id = 1");
        goesToTheEnd(shapes);
    }

    /** What a forced gate does with such keys: they are forgotten, and the event log says so. */
    @Test
    void the_gate_can_be_forced_by_who_takes_the_loss() {
        BothShapes shapes = notBegun(NUMBERS);
        shapes.runs(Phase.VERIFY);
        shapes.engine().flag(BothShapes.MIGRATION, 100);
        var forces = new java.util.ArrayList<>(BothShapes.forced());
        forces.add(new dev.segue.engine.Force(Gate.NO_NOTED_KEY, "two test orders"));

        Outcome outcome = shapes.engine().seal(BothShapes.MIGRATION, forces);

        assertThat(outcome.state()).isEqualTo(new Lifecycle.Sealed());
        assertThat(shapes.engine().history(BothShapes.MIGRATION))
                .anyMatch(e -> e.kind().equals("force")
                        && e.message().contains("no_noted_key")
                        && e.message().contains("two test orders"));
    }
}
