package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.engine.StatementCheck;
import dev.segue.engine.StatementCheck.Checked;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of the application's statements would break where. */
public record StatementReport(String migration, StatementCheck check) implements Report {

    private static final int LONGEST = 200;

    /** A statement that runs now must run while both shapes live; that it breaks afterwards is what old code does. */
    @Override
    public int exitCode() {
        return check.checked().stream().anyMatch(Checked::breaksOnExpanded) ? ExitCode.FAILED : ExitCode.DONE;
    }

    @Override
    public void text(Page page) {
        Style style = page.style();
        List<Checked> broken =
                check.checked().stream().filter(Checked::breaksOnExpanded).toList();
        List<Checked> old = check.checked().stream()
                .filter(c -> c.breaksOnAfter() && !c.breaksOnExpanded())
                .toList();
        List<Checked> fresh = check.checked().stream().filter(Checked::isNew).toList();
        List<Checked> unknown =
                check.checked().stream().filter(Checked::unknown).toList();
        page.line(style.bold(migration) + "   " + Wording.count(check.checked().size(), "statement") + " prepared on "
                + "before, expanded and after"
                + (check.skipped() == 0 ? "" : "; " + check.skipped() + " neither read nor write tables"));
        group(page, style.bad("break while both shapes live"), broken, Checked::expanded);
        group(page, style.warning("old: break at the seal, and after"), old, Checked::after);
        group(page, style.good("new: run once the new shape is there"), fresh, c -> Optional.empty());
        group(page, style.warning("run nowhere, so nothing is known of them"), unknown, Checked::before);
        int fine = check.checked().size() - broken.size() - old.size() - fresh.size() - unknown.size();
        page.line("  " + Wording.count(fine, "statement") + " run on every shape");
        page.next(
                broken.isEmpty()
                        ? (old.isEmpty()
                                ? "nothing that was captured needs the old shape"
                                : "retire the code that sends these before the seal"
                                        + (check.remembered()
                                                ? "; until a check no longer finds them, they close the gate old_side_quiet"
                                                : ""))
                        : "change these statements first");
    }

    private interface Said {
        Optional<String> of(Checked checked);
    }

    private static void group(Page page, String title, List<Checked> some, Said said) {
        if (some.isEmpty()) {
            return;
        }
        page.line("  " + title);
        for (Checked one : some) {
            String sql = one.sql().replaceAll("\\s+", " ");
            page.wrapped("    ", 6, sql.length() > LONGEST ? sql.substring(0, LONGEST) + "…" : sql);
            said.of(one).ifPresent(why -> page.wrapped("      ", 6, page.style().dim(why)));
        }
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration)
                .with("skipped", check.skipped())
                .with("remembered", check.remembered())
                .with(
                        "statements",
                        check.checked(),
                        one -> new Json()
                                .with("sql", one.sql())
                                .with("before", one.before().orElse("runs"))
                                .with("expanded", one.expanded().orElse("runs"))
                                .with("after", one.after().orElse("runs")))
                .map();
    }
}
