package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Engine;
import dev.segue.engine.Fleet;
import dev.segue.engine.SegueException;
import dev.segue.engine.Stage;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import dev.segue.gate.Verdict;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gates whose evidence comes from the application's instances, where the database writes twice. */
class MeasuredGatesTest {

    private static final String MIGRATION = GivenOrders.MIGRATION;

    private GivenOrders given;
    private Engine engine;

    @BeforeEach
    void both_shapes_live_and_the_flag_stands_on_new() throws Exception {
        given = GivenOrders.with(Majors.one(), 10);
        engine = given.engine();
        engine.run(file(), Phase.VERIFY, List.of());
        engine.flag(MIGRATION, 100);
    }

    private static MigrationFile file() throws Exception {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                gates:
                  flag_settled: 0s
                  old_side_quiet: 0s
                  soak: 0s
                  dark_reads_clean: { comparisons: 1000, window: 24h }
                operations:
                  - extract_table: { from: orders, columns: [street, city, zip], into: addresses, reference: address_id }
                """);
    }

    private GateReport gate(Gate gate) {
        return engine.gates(MIGRATION).stream()
                .filter(g -> g.requirement().gate() == gate)
                .findFirst()
                .orElseThrow();
    }

    private void reads(String epoch, String version, long comparisons, long mismatches) throws Exception {
        given.execute("""
                SELECT segue.dark_read_register('%1$s', 'orders.address', '%3$s', 'fields');
                SELECT segue.dark_read_report('%1$s', jsonb_build_array(jsonb_build_object('name', 'orders.address',
                    'epoch', %2$s, 'version', '%3$s', 'comparator', 'fields', 'comparisons', %4$d, 'mismatches', %5$d,
                    'samples', '[{"path": "zip", "old": "8c1f", "new": "03bd", "verdict": "mismatch"}]'::jsonb)))""".formatted(MIGRATION, epoch, version, comparisons, mismatches));
    }

    private static final String NOW = "(SELECT epoch FROM segue.flag)";

    @Test
    void a_flag_on_which_an_instance_still_serves_the_old_shape_is_not_settled() throws Exception {
        given.execute("UPDATE segue.flag SET changed_at = clock_timestamp() - interval '8 days'");
        given.execute(
                "UPDATE segue.migration SET plan = replace(plan, '\"gate\":\"FLAG_SETTLED\",\"window\":\"PT0S\"', '\"gate\":\"FLAG_SETTLED\",\"window\":\"PT168H\"')");
        assertThat(gate(Gate.FLAG_SETTLED).evidence())
                .isEqualTo("100 % on new for 8 d; no running instance reports what it serves");
        given.instance("web-1");
        long stubborn = given.instance("web-2");
        given.execute(
                "SELECT segue.heartbeat(%d, '1 minute', '{\"%s\": {\"old\": 3}}')".formatted(stubborn, MIGRATION));

        GateReport report = gate(Gate.FLAG_SETTLED);

        assertThat(report.verdict()).isEqualTo(Verdict.CLOSED);
        assertThat(report.evidence())
                .isEqualTo(
                        "100 % on new for 8 d, but 1 of 2 instances served the old shape within 7 d: orders web-2 (v42)");
        given.execute("SELECT segue.drain(" + stubborn + ")");
        assertThat(gate(Gate.FLAG_SETTLED).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(gate(Gate.FLAG_SETTLED).evidence())
                .isEqualTo("100 % on new for 8 d, 1 instance, none served the old shape within 7 d");
    }

    @Test
    void dark_reads_are_clean_once_each_registered_one_has_compared_enough_and_a_difference_closes_the_gate()
            throws Exception {
        assertThat(gate(Gate.DARK_READS_CLEAN).evidence()).isEqualTo("no dark read is registered");
        reads(NOW, "v42", 400, 0);
        assertThat(gate(Gate.DARK_READS_CLEAN).evidence())
                .isEqualTo("orders.address: 400 compared, 0 differ (rate below 7.5e-03), 600 more to compare");
        reads(NOW, "v42", 600, 0);
        assertThat(gate(Gate.DARK_READS_CLEAN).verdict()).isEqualTo(Verdict.OPEN);
        assertThat(gate(Gate.DARK_READS_CLEAN).evidence()).contains("1,000 compared, 0 differ (rate below 3.0e-03)");

        reads(NOW, "v42", 1, 1);

        assertThat(gate(Gate.DARK_READS_CLEAN).verdict()).isEqualTo(Verdict.CLOSED);
        assertThat(gate(Gate.DARK_READS_CLEAN).opens()).isEqualTo("segue dark-reads " + MIGRATION);
        assertThat(engine.darkReads(MIGRATION).samples())
                .extracting(Fleet.Sample::path)
                .contains("zip");
    }

    @Test
    void counts_begin_anew_with_another_version_and_with_a_change_of_the_flag() throws Exception {
        reads(NOW, "v42", 5_000, 2);

        reads(NOW, "v43", 10, 0);

        assertThat(gate(Gate.DARK_READS_CLEAN).evidence()).contains("10 compared, 0 differ");
        reads(NOW, "v43", 1_000, 0);
        assertThat(gate(Gate.DARK_READS_CLEAN).verdict()).isEqualTo(Verdict.OPEN);
        engine.flag(MIGRATION, 100);
        assertThat(gate(Gate.DARK_READS_CLEAN).verdict()).as("nothing changed").isEqualTo(Verdict.OPEN);
        engine.flag(MIGRATION, 50);
        assertThat(gate(Gate.DARK_READS_CLEAN).evidence()).contains("0 compared");
    }

    @Test
    void what_dark_reads_were_to_reach_is_forgotten_with_the_rollback() throws Exception {
        assertThat(given.one("SELECT comparisons FROM segue.dark_read_goal")).isEqualTo("1000");

        engine.rollback(MIGRATION);

        assertThat(given.one("SELECT count(*) FROM segue.dark_read_goal")).isEqualTo("0");
    }

    @Test
    void a_migration_whose_database_writes_twice_has_no_stages() {
        assertThatThrownBy(() -> engine.stage(MIGRATION, Stage.LIVE))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("the database writes both shapes");
    }
}
