package dev.segue.cli.render;

import dev.segue.dialect.FoundVersion;
import java.util.List;
import java.util.Map;

/**
 * The version schemas of a database.
 *
 * @param versions of all migrations
 */
public record SchemaListReport(List<FoundVersion> versions) implements Report {

    public SchemaListReport {
        versions = List.copyOf(versions);
    }

    @Override
    public void text(Page page) {
        if (versions.isEmpty()) {
            page.line("There is no version schema in this database.");
            return;
        }
        Grid grid = new Grid().row("schema", "base", "migration");
        versions.forEach(version -> grid.row(version.name(), version.base(), version.migration()));
        grid.write(page, "");
        page.next("segue schema " + versions.getFirst().migration());
    }

    @Override
    public Map<String, Object> json() {
        return new Json().with("schemas", versions, SchemaReport::json).map();
    }
}
