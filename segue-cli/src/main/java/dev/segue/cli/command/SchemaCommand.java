package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.render.SchemaListReport;
import dev.segue.cli.render.SchemaReport;
import dev.segue.dialect.FoundVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue schema} */
@Command(
        name = "schema",
        description = {
            "Shows how code connects to the version schema of a migration.",
            "A version schema holds views that show one shape of the tables, whatever the tables look like at the moment."
        })
final class SchemaCommand extends Action {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "The migration; if left out, all version schemas of the database are listed.")
    @Nullable
    String name;

    @Override
    Report perform(Invocation invocation) {
        if (name == null) {
            return new SchemaListReport(invocation.engine().versions());
        }
        String migration = invocation.migration(name);
        List<FoundVersion> found = invocation.engine().versions().stream()
                .filter(version -> version.migration().equals(migration))
                .toList();
        return new SchemaReport(migration, found);
    }
}
