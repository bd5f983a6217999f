package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.Report;
import dev.segue.engine.SegueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code segue init} */
@Command(
        name = "init",
        description = {
            "Makes a place for migrations.",
            "Writes segue.yaml, the directory of migrations and grants.sql, which makes a role of least privilege for "
                    + "Segue. Nothing that is there is overwritten."
        })
final class InitCommand extends Action {

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "segue",
            description = "The role that Segue is to connect as; segue if left out.")
    String role = "segue";

    @Option(
            names = "--owner",
            paramLabel = "ROLE",
            defaultValue = "app_owner",
            description = "The role that owns the tables that change; app_owner if left out.")
    String owner = "app_owner";

    @Option(
            names = "--application",
            paramLabel = "ROLE",
            defaultValue = "app",
            description = "The role that the application connects as; app if left out.")
    String application = "app";

    @Option(
            names = "--database",
            paramLabel = "NAME",
            defaultValue = "app",
            description = "The database; app if left out.")
    String database = "app";

    @Override
    Report perform(Invocation invocation) throws IOException {
        Map<String, String> names =
                Map.of("ROLE", role, "OWNER", owner, "APPLICATION", application, "DATABASE", database);
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(Path.of("segue.yaml"), Templates.read("segue.yaml", names));
        files.put(Path.of("grants.sql"), Templates.read("grants.sql", quoted(names)));
        refuseToOverwrite(invocation, files);
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(invocation.path(file.getKey()), file.getValue());
        }
        Path migrations = invocation.settings().migrations();
        Files.createDirectories(invocation.path(migrations));
        return new Message(
                List.of(
                        "segue.yaml    names the database and the role; correct it",
                        "grants.sql    makes the role " + role + "; read it, and have an administrator run it",
                        Page.pad(migrations + "/", 13) + " is where migration files go"),
                "segue new extract_address --table orders --columns street,city,zip"
                        + " --into addresses --reference address_id",
                new Json()
                        .with("written", List.of("segue.yaml", "grants.sql", migrations.toString()))
                        .map());
    }

    private static void refuseToOverwrite(Invocation invocation, Map<Path, String> files) {
        List<String> present = new ArrayList<>();
        files.keySet().stream()
                .filter(file -> Files.exists(invocation.path(file)))
                .forEach(file -> present.add(file.toString()));
        if (!present.isEmpty()) {
            throw SegueException.usage(
                    String.join(" and ", present) + (present.size() == 1 ? " is" : " are")
                            + " there already; nothing was written",
                    "go on with what is there, or move it away first");
        }
    }

    private static Map<String, String> quoted(Map<String, String> names) {
        Map<String, String> quoted = new LinkedHashMap<>();
        names.forEach((key, name) -> quoted.put(key, Templates.identifier(name)));
        return quoted;
    }
}
