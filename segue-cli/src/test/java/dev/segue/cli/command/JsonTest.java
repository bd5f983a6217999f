package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Examples;
import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void openShell() throws IOException {
        shell = new Shell(directory);
        shell.onTerminal = true;
        Files.writeString(directory.resolve(Examples.NAME + ".yaml"), """
                operations:
                  - extract_table:
                      { from: orders, columns: [street], into: addresses, reference: address_id }
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "new other",
                "inspect",
                "inspect orders",
                "lint 0007_extract_address.yaml",
                "plan 0007_extract_address.yaml",
                "validate 0007_extract_address.yaml",
                "export 0007_extract_address.yaml --format flyway",
                "leftovers 0007_extract_address --sources .",
                "run 0007_extract_address.yaml",
                "status",
                "status 0007_extract_address",
                "flag 0007_extract_address on",
                "schema",
                "schema 0007_extract_address",
                "verify 0007_extract_address",
                "settle",
                "pause 0007_extract_address",
                "resume 0007_extract_address",
                "seal 0007_extract_address",
                "unseal 0007_extract_address",
                "contract 0007_extract_address",
                "rollback 0007_extract_address",
                "history"
            })
    void everyCommandWritesOneDocument(String command) {
        Result result = shell.run((command + " --output json").split(" "));

        assertThat(result.exitCode()).as(result.err() + result.out()).isZero();
        assertThat(JSON.readTree(result.out()).isObject()).isTrue();
    }

    @Test
    void planHoldsEveryStatement() {
        JsonNode plan = document("plan", "0007_extract_address.yaml");

        assertThat(plan.at("/steps/0/statements/1/lock").asString())
                .isEqualTo("ACCESS EXCLUSIVE on public.orders, instant");
        assertThat(plan.at("/strategy/compatibility/oldCode/after/reads/answer").asString())
                .isEqualTo("breaks");
        assertThat(plan.at("/strategy/compatibility/oldCode/after/reads/reasons/0")
                        .asString())
                .isEqualTo("no orders.street");
        assertThat(plan.at("/itinerary/4/gates/2/gate").asString()).isEqualTo("flag_settled");
    }

    @Test
    void schemaHoldsEveryWayToConnect() {
        JsonNode schema = document("schema", Examples.NAME).at("/schemas/0");

        assertThat(schema.at("/schema").asString()).isEqualTo("public_0007_extract_address");
        assertThat(schema.at("/base").asString()).isEqualTo("public");
        assertThat(schema.at("/searchPath").asString()).isEqualTo("public_0007_extract_address, public");
        assertThat(schema.at("/urlParameter").asString()).isEqualTo("currentSchema=public_0007_extract_address,public");
    }

    @Test
    void closedGatesAreNoErrors() {
        shell.engine.outcome = new Outcome.Waiting(new Lifecycle.BothLive(), Examples.gates(false));

        Result result = shell.run("seal", Examples.NAME, "--output", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        JsonNode document = JSON.readTree(result.out());
        assertThat(document.at("/outcome").asString()).isEqualTo("waiting");
        assertThat(document.at("/gates/2/opens").asString()).isEqualTo("segue flag 0007_extract_address on");
    }

    @Test
    void failureIsADocumentToo() {
        shell.engine.failure = SegueException.failed("could not lock", "try again", null);

        Result result = shell.run("--output=json", "settle");

        assertThat(result.exitCode()).isEqualTo(1);
        JsonNode error = JSON.readTree(result.out()).at("/error");
        assertThat(error.at("/message").asString()).isEqualTo("could not lock");
        assertThat(error.at("/next").asString()).isEqualTo("try again");
        assertThat(error.at("/exitCode").asInt()).isEqualTo(1);
    }

    @Test
    void wrongUsageIsADocumentToo() {
        JsonNode error = document("plan", "--slq", "x.yaml").at("/error");

        assertThat(error.at("/kind").asString()).isEqualTo("usage");
        assertThat(error.at("/message").asString()).contains("did you mean \"--sql\"?");
    }

    @Test
    void invalidFileIsADocumentWithEveryProblem() throws IOException {
        Files.writeString(directory.resolve("0001_a.yaml"), "operations: []\nfalg: x\n");

        JsonNode error = document("lint", "0001_a.yaml").at("/error");

        assertThat(error.at("/problems")).hasSize(2);
        assertThat(error.at("/problems/1/line").asInt()).isEqualTo(2);
        assertThat(error.at("/problems/1/message").asString()).contains("flag");
    }

    private JsonNode document(String... command) {
        String[] arguments = new String[command.length + 2];
        System.arraycopy(command, 0, arguments, 0, command.length);
        arguments[command.length] = "--output";
        arguments[command.length + 1] = "json";
        return JSON.readTree(shell.run(arguments).out());
    }
}
