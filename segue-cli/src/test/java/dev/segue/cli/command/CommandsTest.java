package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Examples;
import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import dev.segue.dialect.FoundVersion;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private static final String NAME = Examples.NAME;

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(directory);
    }

    @Test
    void initNewAndLintLeadFromNothingToAFile() throws IOException {
        assertThat(shell.run("init").exitCode()).isZero();
        assertThat(shell.run("new", "extract-address", "--table", "orders", "--columns", "street,city,zip")
                        .exitCode())
                .isZero();
        assertThat(shell.run("new", "second").exitCode()).isZero();

        Result lint = shell.run("lint", "migrations/0001_extract_address.yaml", "migrations/0002_second.yaml");

        assertThat(lint.exitCode()).isZero();
        assertThat(shell.run("lint").out()).isEqualTo(lint.out());
        assertThat(shell.run("plan", "0001").out()).contains("segue run migrations/0001_extract_address.yaml");
        assertThat(directory.resolve("grants.sql")).content().contains("CREATE ROLE segue LOGIN");
        assertThat(directory.resolve("segue.yaml")).content().contains("user: segue");
    }

    @Test
    void initOverwritesNothing() throws IOException {
        Files.writeString(directory.resolve("grants.sql"), "mine");

        Result result = shell.run("init");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("grants.sql is there already; nothing was written");
        assertThat(directory.resolve("grants.sql")).hasContent("mine");
        assertThat(directory.resolve("segue.yaml")).doesNotExist();
    }

    @Test
    void configurationThatInitWritesIsValid() throws IOException {
        shell.run("init", "--role", "mover", "--database", "shop");
        shell.environment.remove("SEGUE_URL");

        assertThat(shell.run("status").exitCode()).isZero();
        assertThat(shell.connections.getLast().url()).isEqualTo("jdbc:postgresql://localhost:5432/shop");
        assertThat(shell.connections.getLast().user()).isEqualTo("mover");
    }

    @Test
    void scriptOfGrantsIsTheOneOfTheDocumentation() throws IOException {
        shell.run("init");

        assertThat(Files.readString(Path.of("../docs/how-to/least-privilege.md")))
                .contains("```sql grants\n" + Files.readString(directory.resolve("grants.sql")) + "```");
    }

    @Test
    void newRefusesColumnsThatCannotBe() {
        Result result = shell.run("new", "broken", "--columns", "street,street");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("migrations/0001_broken.yaml:").contains("moved twice");
        assertThat(directory.resolve("migrations/0001_broken.yaml")).doesNotExist();
    }

    @Test
    void lintNamesEveryProblemOfEveryFile() throws IOException {
        Files.writeString(directory.resolve("0001_a.yaml"), "operations: []\n");
        Files.writeString(directory.resolve("0002_b.yaml"), "nothing: 1\n");

        Result result = shell.run("lint", "0001_a.yaml", "0002_b.yaml");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .contains("0001_a.yaml:1:")
                .contains("0002_b.yaml:1:")
                .contains("Nothing was changed.");
    }

    @Test
    void planPrintsWhatTheEngineWouldDo() {
        file();

        Result result = shell.run("plan", "0007_extract_address.yaml");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("create table public.addresses", "Nothing was changed. Next: segue run");
        assertThat(result.out()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({"on, 100", "off, 0", "25%, 25", "25, 25", "100%, 100"})
    void flagTakesWordsAndPercentages(String value, int percent) {
        assertThat(shell.run("flag", NAME, value).exitCode()).isZero();

        assertThat(shell.engine.calls).containsExactly("flag " + NAME + " " + percent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101%", "-1", "half", "%"})
    void flagRefusesOtherValues(String value) {
        Result result = shell.run("flag", NAME, "--", value);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Next:");
        assertThat(shell.engine.calls).isEmpty();
    }

    @Test
    void migrationMayBeNamedByItsFileOrItsBeginning() {
        shell.run("pause", "migrations/" + NAME + ".yaml");
        shell.run("pause", "0007");

        assertThat(shell.engine.calls).containsExactly("pause " + NAME, "pause " + NAME);
    }

    @Test
    void unknownMigrationIsRefusedWithWhatWasMeant() {
        Result result = shell.run("rollback", "0007_extract_adress");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("did you mean", "\"" + NAME + "\"?");
        assertThat(shell.engine.calls).isEmpty();
    }

    @Test
    void forcedGateIsPassedOnWithItsReason() {
        shell.run("seal", NAME, "--force", "flag_settled", "--force", "soak", "--reason", "agreed with support");

        assertThat(shell.engine.calls)
                .containsExactly("seal " + NAME + ", forcing flag_settled because agreed with support, forcing soak"
                        + " because agreed with support");
    }

    @Test
    void forcingNeedsAReason() {
        Result result = shell.run("contract", NAME, "--force", "soak");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("forcing the gate soak needs a reason");
        assertThat(shell.engine.calls).isEmpty();
    }

    @Test
    void unknownGateIsRefusedWithWhatWasMeant() {
        Result result = shell.run("seal", NAME, "--force", "flag_setled", "--reason", "x");

        assertThat(result.err()).contains("did you mean \"flag_settled\"?");
    }

    @Test
    void resumeTakesThePauseBackAndGoesOn() {
        shell.run("resume", NAME, "--until", "backfill", "--workers", "5");

        assertThat(shell.engine.calls).containsExactly("unpause " + NAME, "proceed " + NAME + " until backfill");
        assertThat(shell.settings.getLast().workers()).isEqualTo(5);
    }

    @Test
    void runGoesOnUntilSomethingEndsIt() {
        file();

        Result result = shell.run("run", NAME + ".yaml");

        assertThat(result.exitCode()).isZero();
        assertThat(shell.engine.calls).containsExactly("run until contract");
        assertThat(result.out()).contains("▶ both shapes live").contains("Next: segue flag");
    }

    @Test
    void waitingGoesOnWhenTheGatesOpen() {
        file();
        shell.engine.outcome = new Outcome.Waiting(new Lifecycle.BothLive(), Examples.gates(false));
        shell.engine.gates = Examples.gates(true);
        shell.engine.afterCall = () -> shell.engine.outcome =
                shell.engine.calls.size() == 1 ? new Outcome.Reached(new Lifecycle.Sealed()) : shell.engine.outcome;

        Result result = shell.run("run", NAME + ".yaml", "--until", "seal", "--wait");

        assertThat(result.exitCode()).isZero();
        assertThat(shell.engine.calls).containsExactly("run until seal", "run until seal");
        assertThat(result.err()).contains(NAME + " waits for").contains("✘ flag settled");
    }

    @Test
    void exitCodeTellsHowTheCommandEnded() {
        file();
        assertThat(runEndingWith(new Outcome.Reached(new Lifecycle.BothLive()))).isZero();
        assertThat(runEndingWith(new Outcome.Waiting(new Lifecycle.BothLive(), Examples.gates(false))))
                .isEqualTo(3);
        assertThat(runEndingWith(new Outcome.Paused(new Lifecycle.Filling()))).isEqualTo(3);
        assertThat(runEndingWith(new Outcome.Disagreeing(new Lifecycle.Verifying(), Examples.comparison(2))))
                .isEqualTo(4);
        shell.engine.failure = SegueException.failed("could not lock", "try again", null);
        assertThat(shell.run("run", NAME + ".yaml").exitCode()).isEqualTo(1);
        shell.engine.failure = SegueException.usage("it is sealed", "unseal it");
        assertThat(shell.run("run", NAME + ".yaml").exitCode()).isEqualTo(2);
    }

    @Test
    void disagreeingShapesHaveAnExitCodeOfTheirOwn() {
        shell.engine.comparison = Examples.comparison(1);

        Result result = shell.run("verify", NAME);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.out()).contains("4711");
    }

    @Test
    void errorSaysWhatComesNextAndShowsNoStackTrace() {
        shell.engine.failure = SegueException.failed(
                "0007, expand, step 2: could not lock", "segue run …", new IllegalStateException("inner"));

        Result result = shell.run("settle");

        assertThat(result.err()).isEqualTo("✘ 0007, expand, step 2: could not lock\nNext: segue run …\n");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void debugShowsTheStackTrace() {
        shell.engine.failure = SegueException.failed("broken", "x", new IllegalStateException("inner"));

        assertThat(shell.run("settle", "--debug").err()).contains("Caused by: java.lang.IllegalStateException: inner");
    }

    @Test
    void noColorsWhereNobodySeesThem() {
        assertThat(shell.run("status").out()).doesNotContain("\u001b");
    }

    @Test
    void colorsOnATerminalUnlessTheyAreUnwanted() {
        shell.onTerminal = true;

        assertThat(shell.run("status").out()).contains("\u001b[1m");
        assertThat(shell.run("status", "--no-color").out()).doesNotContain("\u001b[1m");
        shell.environment.put("NO_COLOR", "1");
        assertThat(shell.run("status").out()).doesNotContain("\u001b[1m");
    }

    @Test
    void passwordIsAskedForAndNotShown() {
        shell.typedPassword = "geheim";

        Result result = shell.run("status", "--password");

        assertThat(shell.connections.getLast().password().value()).isEqualTo("geheim");
        assertThat(result.out() + result.err()).doesNotContain("geheim");
    }

    @Test
    void secretsOfTheUrlAreNotInErrors() {
        shell.environment.put("SEGUE_URL", "jdbc:postgresql://me:geheim@db/shop?password=geheim");
        shell.opener = (connection, settings, listener) -> {
            throw new IllegalStateException("cannot use geheim of " + shell.environment.get("SEGUE_URL"));
        };

        Result result = shell.run("status", "--debug");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out() + result.err()).contains("***").doesNotContain("geheim");
    }

    @Test
    void statusOfNothingSaysHowToBegin() {
        shell.engine.migrations = List.of();

        assertThat(shell.run("status").out()).contains("No migration was ever started here.");
    }

    private int runEndingWith(Outcome outcome) {
        shell.engine.outcome = outcome;
        return shell.run("run", NAME + ".yaml").exitCode();
    }

    private void file() {
        try {
            Files.writeString(directory.resolve(NAME + ".yaml"), """
                    operations:
                      - extract_table:
                          from: orders
                          columns: [street, city, zip]
                          into: addresses
                          reference: address_id
                    """);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStageIsMovedByItsNameInEitherSpelling() {
        Result result = shell.run("stage", "0007", "dual-write");

        assertThat(result.exitCode()).isZero();
        assertThat(shell.engine.calls).contains("stage " + NAME + " dual_write");
    }

    @Test
    void aStageThatCannotBeMovedYetEndsWithTheCodeOfAClosedGate() {
        shell.engine.stageMove = new StageMove(
                Stage.SHADOW,
                7,
                List.of(new StageMove.Against("the shapes were not compared", "segue verify " + NAME)));

        Result result = shell.run("stage", NAME, "live");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.out()).contains("the shapes were not compared", "segue verify " + NAME);
    }

    @Test
    void aStageThatThereIsNotIsRefusedWithTheOnesThereAre() {
        Result result = shell.run("stage", NAME, "shaddow");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("did you mean \"shadow\"", "off, dual_write, shadow, live");
    }

    @Test
    void schemaOfAMigrationLeavesOutThoseOfOthers() {
        FoundVersion other = new FoundVersion(
                "other_1", "other", "0001_other", Examples.version().access());
        shell.engine.versions = List.of(other, Examples.version());

        assertThat(shell.run("schema", "0007").out())
                .contains("currentSchema=public_0007_extract_address,public")
                .doesNotContain("other");
        assertThat(shell.run("schema").out()).contains("other_1", "public_0007_extract_address");
        shell.engine.versions = List.of(other);
        assertThat(shell.run("schema", "0007").out()).contains("There is no version schema of " + NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"instances", "dark-reads"})
    void whatInstancesSayIsThereForProgramsToo(String command) {
        Result result = shell.run(command, NAME, "--output", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("\"" + (command.equals("instances") ? "leaseLeftSeconds" : "rateBelow") + "\"");
    }
}
