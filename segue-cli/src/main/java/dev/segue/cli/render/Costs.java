package dev.segue.cli.render;

import dev.segue.catalog.Table;
import dev.segue.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What two shapes cost as long as both are there. */
final class Costs {

    private Costs() {}

    /** {@return {@code 1 table (12 MB) and 2 columns extra; writes to orders and addresses are carried to both shapes}} */
    static String of(Plan plan, long extraBytes) {
        int tables = 0;
        int columns = 0;
        for (Table table : plan.catalogs().expanded().tables().values()) {
            var before = plan.catalogs().before().table(table.name());
            if (before.isEmpty()) {
                tables++;
            } else {
                columns += Math.max(
                        0, table.columns().size() - before.get().columns().size());
            }
        }
        List<String> extra = new ArrayList<>();
        if (tables > 0) {
            extra.add(Wording.count(tables, "table") + (extraBytes < 0 ? "" : " (" + Wording.bytes(extraBytes) + ")"));
        }
        if (columns > 0) {
            extra.add(Wording.count(columns, "column"));
        }
        String written = plan.mappings().stream()
                .flatMap(mapping -> mapping.tables().stream())
                .map(table -> table.name())
                .distinct()
                .collect(Collectors.joining(" and "));
        return (extra.isEmpty() ? "nothing" : String.join(" and ", extra)) + " extra; writes to " + written
                + " are carried to both shapes";
    }
}
