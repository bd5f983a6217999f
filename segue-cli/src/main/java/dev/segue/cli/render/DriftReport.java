package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.engine.Drift;
import java.util.List;
import java.util.Map;

/**
 * Where files, journal and database do not agree.
 *
 * @param complete whether all files were looked at, and not some
 */
public record DriftReport(Drift drift, boolean complete) implements Report {

    @Override
    public void text(Page page) {
        List<Drift.Finding> findings = drift.findings();
        for (Drift.Finding finding : findings) {
            String whose = finding.migration().isEmpty() ? "" : finding.migration() + ", ";
            page.wrapped(page.style().bad("✘") + " ", 2, whose + finding.kind().word() + ": " + finding.message());
            page.wrapped("    ", 4, finding.next());
        }
        String files = count(drift.files(), "file") + (complete ? "" : " (only these)");
        String migrations = count(drift.migrations(), "migration") + " of the journal";
        if (findings.isEmpty()) {
            page.wrapped("", 0, "%s, %s and the database agree.".formatted(files, migrations));
            return;
        }
        page.wrapped(
                "",
                0,
                "%s between %s, %s and the database."
                        .formatted(count(findings.size(), "disagreement"), files, migrations));
        page.next("mend what is named, then segue validate");
    }

    private static String count(int number, String what) {
        return "%,d %s".formatted(number, number == 1 ? what : what + "s");
    }

    @Override
    public int exitCode() {
        return drift.findings().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("files", drift.files())
                .with("complete", complete)
                .with("migrations", drift.migrations())
                .with(
                        "findings",
                        drift.findings(),
                        finding -> new Json()
                                .with("kind", finding.kind().word())
                                .with("migration", finding.migration().isEmpty() ? null : finding.migration())
                                .with("message", finding.message())
                                .with("next", finding.next()))
                .map();
    }
}
