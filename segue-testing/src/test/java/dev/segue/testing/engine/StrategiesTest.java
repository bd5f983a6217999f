package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SessionPattern;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import dev.segue.gate.Verdict;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Compatibility;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What each strategy rests on, and what it waits for. */
class StrategiesTest {

    private static final String MIGRATION = GivenOrders.MIGRATION;

    private GivenOrders given;
    private Engine engine;

    @BeforeEach
    void there_are_orders() throws Exception {
        given = GivenOrders.with(Majors.one(), 10);
        engine = given.engine();
    }

    private static MigrationFile file(String head) throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), head + """

                operations:
                  - extract_table: { from: orders, columns: [street, city, zip], into: addresses, reference: address_id }
                """);
    }

    private Plan.Choice choice(String head) throws InvalidMigrationException {
        return engine.plan(file(head)).assessment().strategy();
    }

    private static Plan.Option option(Plan.Choice choice, String strategy) {
        return choice.options().stream()
                .filter(o -> o.strategy().equals(strategy))
                .findFirst()
                .orElseThrow();
    }

    private GateReport gate(Gate gate) {
        return engine.gates(MIGRATION).stream()
                .filter(g -> g.requirement().gate() == gate)
                .findFirst()
                .orElseThrow();
    }

    private long instance(String name, String shapes) throws Exception {
        long id = Long.parseLong(given.one("SELECT segue.register('orders', '" + name + "', 'v', '5 minutes')"));
        given.execute("SELECT segue.use(" + id + ", '" + MIGRATION + "', '" + shapes + "')");
        given.follows(id);
        return id;
    }

    private void drain(long instance) throws Exception {
        given.execute("SELECT segue.drain(" + instance + ")");
    }

    @Test
    void the_table_says_what_each_code_misses_on_each_shape() throws Exception {
        Compatibility table = choice("").compatibility();

        assertThat(table.oldCode().before().runs()).isTrue();
        assertThat(table.oldCode().expanded().runs()).isTrue();
        assertThat(table.oldCode().after().reads().answer()).isEqualTo(Compatibility.Answer.BREAKS);
        assertThat(table.oldCode().after().against())
                .containsExactly(
                        "no orders.street", "no orders.city", "no orders.zip", "gives orders.address_id no value");
        assertThat(table.newCode().before().against())
                .containsExactly(
                        "no table addresses",
                        "no orders.address_id",
                        "gives orders.street no value",
                        "gives orders.city no value");
        assertThat(table.newCode().expanded().runs()).isTrue();
        assertThat(table.newCode().expanded().writes().reasons())
                .contains("orders.street gets its value from the other shape");
        assertThat(table.newCode().after().runs()).isTrue();
    }

    @Test
    void auto_takes_the_strategy_that_leaves_most_ways_open_and_says_why_not_the_others() throws Exception {
        Plan.Choice choice = choice("");

        assertThat(choice.strategy()).isEqualTo("expand_contract");
        assertThat(option(choice, "data_first").allowed()).isTrue();
        assertThat(option(choice, "code_first").allowed()).isFalse();
        assertThat(option(choice, "code_first").why()).contains("new code breaks on before: no table addresses");
    }

    @Test
    void where_the_application_writes_twice_only_the_stages_are_safe() throws Exception {
        Plan.Choice choice = choice("duplicate_writes: application");

        assertThat(choice.strategy()).isEqualTo("expand_contract");
        assertThat(choice.compatibility().oldCode().expanded().writes().answer())
                .isEqualTo(Compatibility.Answer.BREAKS);
        assertThat(choice.options()).filteredOn(Plan.Option::allowed).hasSize(1);
    }

    @Test
    void a_strategy_whose_premises_do_not_hold_is_refused_with_the_reason_and_the_allowed_ones() {
        assertThatThrownBy(() -> choice("strategy: code_first"))
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining(MIGRATION + ".yaml:1:11  strategy")
                .hasMessageContaining("code_first is not safe here: new code breaks on before: no table addresses")
                .hasMessageContaining("allowed: expand_contract, data_first, big_bang");
    }

    @Test
    void what_the_author_states_is_shown_as_stated() throws Exception {
        Plan.Choice choice = choice("new_code: { runs_on_before: true }\nstrategy: code_first");

        assertThat(choice.why()).isEqualTo("as the file says: the new code runs on both shapes, as the file states");
        assertThat(choice.compatibility().newCode().before().stated()).isTrue();
    }

    @Test
    void data_first_changes_under_the_old_code_and_ends_when_the_new_code_has_taken_over() throws Exception {
        String before = given.dump();
        MigrationFile file = file("strategy: data_first");
        assertThat(engine.run(file, Phase.VERIFY, List.of())).isInstanceOf(Outcome.Reached.class);
        long old = instance("web-1", "OLD");
        given.execute("INSERT INTO orders (id, street, city, zip) VALUES (11, 'Elm St', 'Ulm', '100')");

        assertThat(engine.run(file, Phase.CONTRACT, List.of())).isInstanceOf(Outcome.Waiting.class);
        assertThat(gate(Gate.NEW_CODE_DEPLOYED).verdict()).isEqualTo(Verdict.CLOSED);
        assertThat(gate(Gate.OLD_CODE_RETIRED).evidence()).isEqualTo("1 instance of old code: orders web-1 (v)");

        instance("web-2", "NEW");
        assertThat(gate(Gate.NEW_CODE_DEPLOYED).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(engine.run(file, Phase.CONTRACT, List.of())).isInstanceOf(Outcome.Waiting.class);
        drain(old);

        assertThat(engine.run(file, Phase.CONTRACT, List.of()).state()).isInstanceOf(Lifecycle.Contracted.class);
        assertThat(given.one("SELECT a.street FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.id = 11"))
                .isEqualTo("Elm St");
        assertThat(given.dump()).isNotEqualTo(before);
    }

    @Test
    void code_first_changes_nothing_before_the_old_code_is_gone() throws Exception {
        MigrationFile file = file("new_code: { runs_on_before: true }\nstrategy: code_first");
        String before = given.dump();

        assertThat(engine.run(file, Phase.CONTRACT, List.of())).isInstanceOf(Outcome.Waiting.class);
        assertThat(gate(Gate.OLD_CODE_RETIRED).verdict()).isEqualTo(Verdict.UNKNOWN);
        long old = instance("web-1", "OLD");
        long fresh = instance("web-2", "BOTH");
        assertThat(engine.run(file, Phase.CONTRACT, List.of())).isInstanceOf(Outcome.Waiting.class);
        assertThat(given.dump()).isEqualTo(before);
        drain(old);

        Outcome waits = engine.run(file, Phase.CONTRACT, List.of());

        assertThat(waits).isInstanceOf(Outcome.Waiting.class);
        assertThat(waits.state()).isInstanceOf(Lifecycle.BothLive.class);
        assertThat(gate(Gate.FLAG_SETTLED).evidence()).contains("but 1 of 1 instance not yet in it: orders web-2 (v)");
        given.follows(fresh);
        assertThat(engine.run(file, Phase.CONTRACT, List.of()).state()).isInstanceOf(Lifecycle.Contracted.class);
    }

    @Test
    void code_first_goes_back_to_where_it_began() throws Exception {
        MigrationFile file = file("new_code: { runs_on_before: true }\nstrategy: code_first");
        String before = given.dump();
        engine.run(file, Phase.CONTRACT, List.of());

        assertThat(engine.rollback(MIGRATION).state()).isInstanceOf(Lifecycle.RolledBack.class);
        assertThat(given.dump()).isEqualTo(before);
    }

    @Test
    void a_session_that_belongs_to_no_instance_counts_as_old_code() throws Exception {
        engine = given.engine(
                EngineSettings.standard().withApplicationSessions(SessionPattern.parse("orders-*")),
                EngineListener.NONE);
        engine.run(file("strategy: data_first"), Phase.VERIFY, List.of());
        instance("web-2", "NEW");
        PGSimpleDataSource named = new PGSimpleDataSource();
        named.setUrl(given.server().url(given.database()));
        named.setApplicationName("orders-batch");
        try (Connection stranger = named.getConnection()) {
            assertThat(stranger.isValid(5)).isTrue();
            assertThat(gate(Gate.OLD_CODE_RETIRED).verdict()).isEqualTo(Verdict.CLOSED);
            assertThat(gate(Gate.OLD_CODE_RETIRED).evidence())
                    .startsWith("sessions of no registered instance count as old code: 1 of ")
                    .endsWith(" (orders-batch)");
        }
        named.setApplicationName("orders-web-2");
        try (Connection its = named.getConnection()) {
            assertThat(its.isValid(5)).isTrue();
            org.awaitility.Awaitility.await()
                    .until(() -> gate(Gate.OLD_CODE_RETIRED).verdict() == Verdict.OPEN);
        }
        named.setApplicationName("the-pattern-is-wrong");
        try (Connection unnamed = named.getConnection()) {
            assertThat(unnamed.isValid(5)).isTrue();
            assertThat(gate(Gate.OLD_CODE_RETIRED).evidence())
                    .contains("; not counted as such: ")
                    .contains("(the-pattern-is-wrong)");
        }
    }

    @Test
    void old_code_that_fell_silent_may_come_back() throws Exception {
        engine.run(file("strategy: data_first"), Phase.VERIFY, List.of());
        instance("web-2", "NEW");
        long old = instance("web-1", "OLD");
        given.execute("UPDATE segue.instance SET lease_until = clock_timestamp() - interval '20 s' WHERE id = " + old);

        assertThat(gate(Gate.OLD_CODE_RETIRED).evidence()).isEqualTo("silent, and not drained: orders web-1 (v)");
        given.execute("UPDATE segue.instance SET lease_until = clock_timestamp() - interval '2 min' WHERE id = " + old);
        assertThat(gate(Gate.OLD_CODE_RETIRED).verdict()).isEqualTo(Verdict.OPEN);
    }
}
