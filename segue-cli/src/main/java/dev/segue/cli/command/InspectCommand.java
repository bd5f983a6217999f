package dev.segue.cli.command;

import dev.segue.cli.render.InspectionReport;
import dev.segue.cli.render.Report;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue inspect} */
@Command(
        name = "inspect",
        description = {
            "Says for each table what Segue can and cannot do with it, and why.",
            "Reads the database as plan does and by the same rules, before there is a migration. Nothing is changed, and "
                    + "no journal is needed."
        })
final class InspectCommand extends Action {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Schemas and tables, as SCHEMA, TABLE or SCHEMA.TABLE; the whole database if left out. "
                    + "A table that is named is shown in full.")
    List<String> names = new ArrayList<>();

    @Override
    Report perform(Invocation invocation) {
        return new InspectionReport(invocation.engine().inspect(names));
    }
}
