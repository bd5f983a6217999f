package dev.segue.cli.command;

import dev.segue.cli.render.LeftoversReport;
import dev.segue.cli.render.Report;
import dev.segue.engine.Engine;
import dev.segue.engine.Fleet;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.SegueException;
import dev.segue.leftovers.IgnoreRules;
import dev.segue.leftovers.LeftoverSearch;
import dev.segue.leftovers.Vocabulary;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue leftovers} */
@Command(
        name = "leftovers",
        description = {
            "Lists the places in sources that still mention what contract drops.",
            "Looks for columns and tables in SQL, in JPA and XML mappings and in generated names, and of a finished "
                    + "migration also for its flag, its name, its dark reads and its duplicate writes. Reads Java, "
                    + "Kotlin, SQL, XML, YAML and properties. Nothing is changed."
        })
final class LeftoversCommand extends Action {

    /** The file of rules that is taken where none is named. */
    static final Path RULES = Path.of(".segue-leftovers-ignore");

    @Parameters(paramLabel = "NAME|FILE", description = "The migration, or its file.")
    String name = "";

    @Option(
            names = "--sources",
            paramLabel = "DIR",
            arity = "1..*",
            required = true,
            description = "The directories to search.")
    List<Path> sources = List.of();

    @Option(names = "--fail", description = "Ends with exit code 1 if anything outside of comments is found.")
    boolean fail;

    @Option(
            names = "--ignore-file",
            paramLabel = "FILE",
            description = "Rules for what is left out; .segue-leftovers-ignore if there is one and none is named.")
    @Nullable
    Path ignoreFile;

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException, IOException {
        for (Path directory : sources) {
            if (!Files.isDirectory(invocation.path(directory))) {
                throw SegueException.usage(
                        directory + " is no directory", "name the directories of your sources: --sources src/main");
            }
        }
        IgnoreRules rules = rules(invocation);
        LeftoverSearch search = new LeftoverSearch(vocabulary(invocation), rules);
        for (Path directory : sources) {
            search.search(invocation.path(directory), directory);
        }
        return new LeftoversReport(migration, state, search.found(), fail);
    }

    private String migration = "";
    private @Nullable Lifecycle state;

    private Vocabulary vocabulary(Invocation invocation) throws InvalidMigrationException, IOException {
        Engine engine = invocation.engine();
        Plan plan = PlanOf.named(invocation, name);
        migration = plan.header().migration();
        if (!engine.migrations().contains(migration)) {
            return Vocabulary.of(plan, false, List.of());
        }
        state = engine.status(migration).state();
        List<String> darkReads = engine.darkReads(migration).reads().stream()
                .map(Fleet.DarkRead::name)
                .toList();
        return Vocabulary.of(plan, state instanceof Lifecycle.Contracted, darkReads);
    }

    private IgnoreRules rules(Invocation invocation) throws IOException {
        Path file = ignoreFile == null ? RULES : ignoreFile;
        if (!Files.isRegularFile(invocation.path(file))) {
            if (ignoreFile == null) {
                return IgnoreRules.NONE;
            }
            throw SegueException.usage("there is no file " + file, "leave --ignore-file out, or write the file");
        }
        try {
            return IgnoreRules.parse(Files.readAllLines(invocation.path(file)));
        } catch (IllegalArgumentException e) {
            throw SegueException.usage(file + ", " + e.getMessage(), "write globs, like **/generated/**");
        }
    }
}
