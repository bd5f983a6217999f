package dev.segue.cli.render;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which code runs on which shape: what the old code misses once the old shape is gone, and what the new code misses as
 * long as the new shape is not there.
 *
 * @param goneAfter tables and columns of before that are not in after under the same name
 * @param missingBefore tables and columns of after that are not in before under the same name
 */
record Compatibility(List<String> goneAfter, List<String> missingBefore) {

    Compatibility {
        goneAfter = List.copyOf(goneAfter);
        missingBefore = List.copyOf(missingBefore);
    }

    static Compatibility of(Plan plan) {
        return new Compatibility(
                missing(plan.catalogs().before(), plan.catalogs().after()),
                missing(plan.catalogs().after(), plan.catalogs().before()));
    }

    /** {@return what {@code from} has and {@code to} has not} */
    private static List<String> missing(Catalog from, Catalog to) {
        List<String> missing = new ArrayList<>();
        for (Table table : from.tables().values()) {
            Optional<Table> counterpart = to.table(table.name());
            if (counterpart.isEmpty()) {
                missing.add(table.name().name());
                continue;
            }
            table.columns().stream()
                    .map(Column::name)
                    .filter(name -> counterpart.get().column(name).isEmpty())
                    .forEach(name -> missing.add(table.name().name() + "." + name));
        }
        return missing;
    }

    void write(Page page, String indentation) {
        Style style = page.style();
        String runs = style.good("runs");
        String oldAfter = goneAfter.isEmpty() ? runs : style.bad("breaks:") + " uses " + String.join(", ", goneAfter);
        String newBefore =
                missingBefore.isEmpty() ? runs : style.bad("breaks:") + " no " + String.join(", ", missingBefore);
        new Grid()
                .row("", "before", "expanded", "after")
                .row("old code", runs, runs, oldAfter)
                .row("new code", newBefore, runs, runs)
                .write(page, indentation);
    }

    Json json() {
        return new Json()
                .with("oldCode", cells("runs", verdict("uses", goneAfter)))
                .with("newCode", cells(verdict("no", missingBefore), "runs"));
    }

    private static Json cells(String before, String after) {
        return new Json().with("before", before).with("expanded", "runs").with("after", after);
    }

    private static String verdict(String verb, List<String> names) {
        return names.isEmpty() ? "runs" : "breaks: " + verb + " " + String.join(", ", names);
    }
}
