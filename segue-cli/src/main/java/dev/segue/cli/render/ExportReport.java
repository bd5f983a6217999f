package dev.segue.cli.render;

import dev.segue.export.Script;
import dev.segue.export.ScriptFormat;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A migration as a script.
 *
 * @param written the file that it was written to; null where it is printed
 */
public record ExportReport(
        String migration,
        ScriptFormat format,
        Script script,
        @Nullable Path written) implements Report {

    @Override
    public void text(Page page) {
        if (written == null) {
            page.line(script.text().stripTrailing());
            return;
        }
        page.line(written + " was written.");
        if (script.configuration() != null) {
            page.line(written + ".conf was written: it has to stand beside it.");
        }
        page.next(
                switch (format) {
                    case SQL ->
                        "send it to a database of the old shape, for example: psql -v ON_ERROR_STOP=1 -f " + written;
                    case FLYWAY ->
                        "commit it; a database that Segue migrates never executes it: see how-to \"flyway and liquibase\"";
                    case LIQUIBASE ->
                        "include it in your changelog; a database that Segue migrates never executes it: see how-to \"flyway and liquibase\"";
                });
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration)
                .with("format", format.word())
                .with("fileName", script.fileName())
                .with("script", script.text())
                .with("configuration", script.configuration())
                .with("written", written)
                .map();
    }
}
