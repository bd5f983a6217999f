package dev.segue.cli.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.DatabaseEngines;
import dev.segue.cli.Shell;
import dev.segue.cli.command.SegueCommand;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the pages say of commands is what the commands do. */
class CommandsOnPagesTest {

    private static final Path README = Pages.root().resolve("README.md");

    /** {@code -Dsegue.documentation.update=true} writes what is printed now into the page. */
    private static final boolean UPDATE = Boolean.getBoolean("segue.documentation.update");

    @Test
    void theReadmeShowsWhatPlanPrints() throws Exception {
        EmbeddedServer server = SharedServers.of(Majors.one());
        String database = server.freshDatabase("readme");
        Path example = Pages.root().resolve("examples/orders");
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(example.resolve("schema.sql")));
            statement.execute("ANALYZE orders");
        }
        Shell shell = new Shell(example);
        shell.environment.put("SEGUE_URL", server.url(database));
        shell.opener = new DatabaseEngines();
        shell.width = 100;

        Shell.Result result = shell.run("plan", "--brief", "migrations/0007_extract_address.yaml");

        assertThat(result.err()).isEmpty();
        if (UPDATE) {
            replacePlan(result.out());
        }
        assertThat(Pages.blocks("text plan"))
                .as("run the test with -Dsegue.documentation.update=true to write the page anew")
                .singleElement()
                .extracting(Pages.Block::text)
                .isEqualTo(result.out());
        server.dropDatabase(database);
    }

    private static void replacePlan(String output) throws IOException {
        replace(README, "text plan", output);
    }

    private static void replace(Path file, String info, String output) throws IOException {
        String page = Files.readString(file);
        String fence = "```" + info + "\n";
        int begin = page.indexOf(fence) + fence.length();
        Files.writeString(file, page.substring(0, begin) + output + page.substring(page.indexOf("```\n", begin)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "inspect orders"})
    void thePageOnInspectShowsWhatItPrints(String command) throws Exception {
        EmbeddedServer server = SharedServers.of(Majors.one());
        String database = server.freshDatabase("inspected");
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Pages.blocks("sql inspect").getFirst().text());
            statement.execute("ANALYZE");
        }
        Shell shell = new Shell(Pages.root());
        shell.environment.put("SEGUE_URL", server.url(database));
        shell.opener = new DatabaseEngines();
        shell.width = 100;

        Shell.Result result = shell.run(command.split(" "));

        assertThat(result.err()).isEmpty();
        if (UPDATE) {
            replace(Pages.root().resolve("docs/how-to/inspect.md"), "text " + command, result.out());
        }
        assertThat(Pages.blocks("text " + command))
                .as("run the test with -Dsegue.documentation.update=true to write the page anew")
                .filteredOn(block -> block.info().equals("text " + command))
                .singleElement()
                .extracting(Pages.Block::text)
                .isEqualTo(result.out());
        server.dropDatabase(database);
    }

    @Test
    void theScriptOfGrantsOnThePageIsTheOneThatInitWrites(@TempDir Path directory) throws IOException {
        new Shell(directory).run("init");

        assertThat(Pages.blocks("sql grants"))
                .extracting(Pages.Block::text)
                .contains(Files.readString(directory.resolve("grants.sql")));
    }

    static Stream<Class<?>> commands() {
        return Stream.of(SegueCommand.class.getAnnotation(Command.class).subcommands());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandAndOptionIsOnThePage(Class<?> command) throws IOException {
        String page = Files.readString(Pages.root().resolve("docs/reference/command-line.md"));
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);

        assertThat(page).containsPattern("\\| `" + spec.name() + "[ `]");
        List<String> options =
                spec.options().stream().map(OptionSpec::longestName).toList();
        assertThat(options).filteredOn(option -> !page.contains("`" + option)).isEmpty();
    }
}
