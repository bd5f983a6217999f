package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue new} */
@Command(
        name = "new",
        description = {
            "Writes the next migration file.",
            "The file gets the next number of the directory of migrations, and comments that say what can be changed. "
                    + "Options that are left out get the names of an example."
        })
final class NewCommand extends Action {

    private static final Pattern NUMBERED = Pattern.compile("([0-9]{4,9})_.*");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,79}");

    @Parameters(paramLabel = "NAME", description = "What the migration does, like extract_address.")
    String name = "";

    @Option(names = "--table", paramLabel = "TABLE", description = "The table that loses the columns.")
    String table = "orders";

    @Option(
            names = "--columns",
            paramLabel = "COLUMN",
            split = ",",
            description = "The columns that move, separated by commas.")
    List<String> columns = List.of("street", "city", "zip");

    @Option(names = "--into", paramLabel = "TABLE", description = "The table that is made and receives them.")
    String into = "addresses";

    @Option(
            names = "--reference",
            paramLabel = "COLUMN",
            description = "The column of the first table that refers to the new one.")
    String reference = "address_id";

    @Override
    Report perform(Invocation invocation) throws IOException, InvalidMigrationException {
        String word = name.replace('-', '_');
        if (!NAME.matcher(word).matches()) {
            throw SegueException.usage(
                    "\"" + name + "\" cannot be the name of a migration",
                    "use lower-case letters, digits and _, and begin with a letter, like extract_address");
        }
        Path migrations = invocation.settings().migrations();
        Path directory = invocation.path(migrations);
        Files.createDirectories(directory);
        String migration = "%04d_%s".formatted(nextNumber(directory), word);
        Path file = migrations.resolve(migration + ".yaml");
        String text = Templates.read("migration.yaml", values());
        MigrationFile.parse(file, text);
        Files.writeString(invocation.path(file), text);
        return new Message(
                List.of(file + " was written."),
                "segue plan " + file,
                new Json()
                        .with("migration", migration)
                        .with("file", file.toString())
                        .map());
    }

    private Map<String, String> values() {
        return Map.of(
                "DESCRIPTION", scalar(into + " get a table of their own"),
                "TABLE", scalar(table),
                "COLUMNS", columns.stream().map(NewCommand::scalar).collect(Collectors.joining(", ")),
                "INTO", scalar(into),
                "REFERENCE", scalar(reference));
    }

    private static String scalar(String text) {
        return text.matches("[A-Za-z_][A-Za-z0-9_. ]*") && !text.matches("(?i)null|true|false|yes|no|on|off")
                ? text
                : "'" + text.replace("'", "''") + "'";
    }

    private static int nextNumber(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return 1 + numbers(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static int numbers(Collection<String> names) {
        return names.stream()
                .map(NUMBERED::matcher)
                .filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                .max()
                .orElse(0);
    }
}
