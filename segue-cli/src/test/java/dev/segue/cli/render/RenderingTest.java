package dev.segue.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Examples;
import dev.segue.cli.Golden;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.engine.Status;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {

    private static final String FILE = "migrations/0007_extract_address.yaml";

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void planShowsEveryStatementWithItsLockAndWhyItIsSafe(int width) throws IOException {
        Golden.check(
                "plan-" + width + ".txt", text(new PlanReport(Examples.plan(), FILE, PlanDetail.STATEMENTS), width));
    }

    @Test
    void planWithSqlShowsStatementsInFullAndTheWaysBack() throws IOException {
        Golden.check("plan-sql.txt", text(new PlanReport(Examples.plan(), FILE, PlanDetail.SQL), 80));
    }

    @Test
    void briefPlanHasOneLineForEachStep() throws IOException {
        Golden.check("plan-brief.txt", text(new PlanReport(Examples.plan(), FILE, PlanDetail.BRIEF), 80));
    }

    @Test
    void statusSaysWhatIsWaitedForAndWhatOpensIt() throws IOException {
        Golden.check("status-both-live.txt", text(new StatusReport(Examples.status(new Lifecycle.BothLive())), 80));
    }

    @Test
    void statusOfABackfillSaysHowFarItIs() throws IOException {
        Golden.check("status-filling.txt", text(new StatusReport(Examples.status(new Lifecycle.Filling())), 80));
    }

    @Test
    void listOfMigrationsKeepsFinishedOnesShort() throws IOException {
        var statuses = List.of(
                Examples.status(new Lifecycle.Sealed()),
                Examples.status(new Lifecycle.Contracted()),
                Examples.status(new Lifecycle.RolledBack()));

        Golden.check("status-list.txt", text(new StatusListReport(statuses), 80));
    }

    @Test
    void closedGatesSayWhatToDo() throws IOException {
        var waiting = new Outcome.Waiting(new Lifecycle.BothLive(), Examples.gates(false));

        Golden.check("outcome-waiting.txt", text(new OutcomeReport(Examples.NAME, waiting, 25, null), 80));
    }

    @Test
    void disagreeingShapesAreNamedByTheirKeys() throws IOException {
        Golden.check("comparison-differs.txt", text(new ComparisonReport(Examples.NAME, Examples.comparison(1)), 80));
    }

    @Test
    void statusOfAMigrationInStagesSaysWhichStageComesNext() throws IOException {
        Status live = Examples.status(new Lifecycle.BothLive());
        var status = new Status(
                live.name(),
                live.state(),
                false,
                null,
                live.ages(),
                0,
                null,
                Examples.fleet(Stage.SHADOW),
                live.notes(),
                live.comparison(),
                live.gates(),
                live.extraBytes(),
                live.plan());

        Golden.check("status-stages.txt", text(new StatusReport(status), 80));
    }

    @Test
    void aStageThatWasNotMovedSaysWhatStandsInItsWay() throws IOException {
        var move = new StageMove(
                Stage.SHADOW,
                7,
                List.of(new StageMove.Against(
                        "orders.address: 1204 of 100000 compared, 0 differ", "wait for more dark reads")));

        Golden.check("stage-refused.txt", text(new StageReport(Examples.NAME, Stage.LIVE, move), 80));
    }

    @Test
    void instancesShowWhichShapeTheyServedAndWhoIsBehindOrGone() throws IOException {
        var report = new InstancesReport(Examples.NAME, Examples.fleet(null).instances());

        Golden.check("instances.txt", text(report, 100));
    }

    @Test
    void versionSchemaIsShownWithAllWaysToConnect() throws IOException {
        Golden.check("schema.txt", text(new SchemaReport(Examples.NAME, List.of(Examples.version())), 80));
    }

    @Test
    void whereThereIsNoVersionSchemaTheReportSaysWhy() throws IOException {
        Golden.check("schema-none.txt", text(new SchemaReport(Examples.NAME, List.of()), 80));
    }

    @Test
    void versionSchemasAreListedWithTheirBase() throws IOException {
        Golden.check("schema-list.txt", text(new SchemaListReport(List.of(Examples.version())), 100));
    }

    @Test
    void darkReadsShowTheirBoundAndDifferencesByFieldWithoutValues() throws IOException {
        Golden.check("dark-reads.txt", text(new DarkReadsReport(Examples.darkReads()), 110));
    }

    @Test
    void historyTellsWhoDidWhatAndWhen() throws IOException {
        Golden.check("history.txt", text(new HistoryReport(Examples.events(), true), 80));
    }

    @Test
    void invalidFileIsRefusedWithPlaceAndAdvice() throws IOException {
        InvalidMigrationException invalid = invalid("operations:\n  - extract_tabel:\n      from: orders\n");

        Golden.check(
                "error-invalid-file.txt",
                text(new ErrorReport(ErrorReport.Kind.INVALID_FILE, invalid.render(), invalid.problems(), null), 80));
    }

    @Test
    void failureNamesTheObjectTheCauseAndTheNextCommand() throws IOException {
        String message = """
                0007_extract_address, expand, step 2 of 5: could not lock public.orders within 10 min
                  blocked by pid 4711 (app "nightly-report", user report, in transaction for 42 min): select …
                Nothing is half done; the application was never held longer than 200 ms.""";

        Golden.check(
                "error-lock.txt",
                text(
                        ErrorReport.of(
                                ErrorReport.Kind.FAILED, message, "end that session, or run again with --deadline 1h"),
                        80));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateFitsInEightyColumns(Lifecycle state) {
        List<String> lines = lines(new StatusReport(Examples.status(state)), 80);

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines).filteredOn(line -> line.startsWith("  Next:")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateIsShownOnOneLineOfPhases(Lifecycle state) {
        assertThat(PhaseLine.of(Style.PLAIN, state)).hasSizeLessThanOrEqualTo(78);
    }

    @Test
    void colorsDoNotChangeTheText() {
        Page colored = new Page(new Style(true), 80);
        new PlanReport(Examples.plan(), FILE, PlanDetail.STATEMENTS).text(colored);

        assertThat(colored.lines().stream().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
                .containsExactlyElementsOf(lines(new PlanReport(Examples.plan(), FILE, PlanDetail.STATEMENTS), 80));
        assertThat(String.join("\n", colored.lines())).contains("\u001b[");
    }

    static List<Lifecycle> states() {
        return Lifecycle.all();
    }

    private static InvalidMigrationException invalid(String text) {
        try {
            MigrationFile.parse(Path.of(FILE), text);
            throw new AssertionError("the file is valid");
        } catch (InvalidMigrationException e) {
            return e;
        }
    }

    private static String text(Report report, int width) {
        return String.join("\n", lines(report, width)) + "\n";
    }

    private static List<String> lines(Report report, int width) {
        Page page = new Page(Style.PLAIN, width);
        report.text(page);
        return page.lines();
    }
}
