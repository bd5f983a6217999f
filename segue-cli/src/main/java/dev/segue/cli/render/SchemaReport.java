package dev.segue.cli.render;

import dev.segue.dialect.FoundVersion;
import java.util.List;
import java.util.Map;

/**
 * How code connects to the version schemas of a migration.
 *
 * @param versions those that are there
 */
public record SchemaReport(String migration, List<FoundVersion> versions) implements Report {

    public SchemaReport {
        versions = List.copyOf(versions);
    }

    @Override
    public void text(Page page) {
        if (versions.isEmpty()) {
            page.line("There is no version schema of " + migration + ".");
            page.wrapped(
                    "", 0, "New code uses the tables themselves; or the migration has not begun, or was rolled back.");
            page.next("segue status " + migration);
            return;
        }
        for (FoundVersion version : versions) {
            if (version != versions.getFirst()) {
                page.blank();
            }
            FoundVersion.Access access = version.access();
            page.line(page.style().bold(version.name()) + "   one shape of " + version.base() + ", of " + migration);
            // each stays on its line, so that it can be copied
            page.line("  search_path  " + access.searchPath());
            page.line("  JDBC URL     " + access.urlParameter());
            page.line("  a session    " + access.session());
            page.line("  a role       " + access.role());
        }
        page.line(page.style().dim("Choose one. Put your role in the place of app."));
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration)
                .with("schemas", versions, SchemaReport::json)
                .map();
    }

    static Json json(FoundVersion version) {
        FoundVersion.Access access = version.access();
        return new Json()
                .with("schema", version.name())
                .with("base", version.base())
                .with("migration", version.migration())
                .with("searchPath", access.searchPath())
                .with("urlParameter", access.urlParameter())
                .with("session", access.session())
                .with("role", access.role());
    }
}
