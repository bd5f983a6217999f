package dev.segue.cli.command;

import dev.segue.cli.render.ExportReport;
import dev.segue.cli.render.Report;
import dev.segue.engine.SegueException;
import dev.segue.export.InexpressibleException;
import dev.segue.export.Script;
import dev.segue.export.ScriptFormat;
import dev.segue.export.ScriptOptions;
import dev.segue.export.Scripts;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Export;
import dev.segue.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue export} */
@Command(
        name = "export",
        description = {
            "Writes a migration as a script for databases that Segue does not migrate.",
            "The script makes the same change all at once, in one transaction and without anything of Segue's own: so "
                    + "fresh environments, built by Flyway, Liquibase or plain SQL, get the shape that Segue's databases "
                    + "have. Rows that are there are carried over. Nothing is changed in the database."
        })
final class ExportCommand extends Action {

    @Parameters(
            paramLabel = "NAME|FILE",
            description = "A migration that was started, or the file of one whose old shape is there.")
    String name = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "For whom: sql (the default), flyway or liquibase.")
    ScriptFormat format = ScriptFormat.SQL;

    @Option(
            names = "--output-file",
            paramLabel = "PATH",
            description =
                    "Writes the script into this file, or into this directory under the name that the tool wants. "
                            + "Nothing is overwritten.")
    @Nullable
    Path outputFile;

    @Option(
            names = "--flyway-version",
            paramLabel = "VERSION",
            description = "The version of the Flyway migration; if left out, the number of the migration's name.")
    @Nullable
    String flywayVersion;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "The author of the Liquibase changeset; segue if left out.")
    String author = ScriptOptions.STANDARD.author();

    @Option(
            names = "--no-privileges",
            description =
                    "Leaves out the owners and the rights of new tables, whose roles another database may not have.")
    boolean withoutPrivileges;

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException, IOException {
        Plan plan = PlanOf.named(invocation, name);
        Script script;
        try {
            script = Scripts.of(
                    plan, export(plan), format, new ScriptOptions(flywayVersion, author, !withoutPrivileges));
        } catch (InexpressibleException e) {
            throw SegueException.usage(String.valueOf(e.getMessage()), e.next());
        }
        Path written = outputFile == null ? null : write(invocation, outputFile, script);
        return new ExportReport(plan.header().migration(), format, script, written);
    }

    private static Export export(Plan plan) {
        Export export = plan.export();
        if (export == null) {
            throw SegueException.usage(
                    plan.header().migration() + " was started by a release that kept nothing to export",
                    "on a database that has the old shape and no journal of it: segue export FILE --url …");
        }
        return export;
    }

    /** {@return the file that was written, as it was named} */
    private static Path write(Invocation invocation, Path named, Script script) throws IOException {
        Path file = Files.isDirectory(invocation.path(named)) ? named.resolve(script.fileName()) : named;
        Path configuration = file.resolveSibling(file.getFileName() + ".conf");
        refuseOverwriting(invocation, file);
        if (script.configuration() != null) {
            refuseOverwriting(invocation, configuration);
            Files.writeString(invocation.path(configuration), script.configuration());
        }
        Files.writeString(invocation.path(file), script.text());
        return file;
    }

    private static void refuseOverwriting(Invocation invocation, Path file) {
        if (Files.exists(invocation.path(file))) {
            throw SegueException.usage(
                    file + " is there already, and nothing is overwritten", "remove it, or name another --output-file");
        }
        Path directory = invocation.path(file).toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            throw SegueException.usage("there is no directory " + directory + " to write into", "make it first");
        }
    }
}
