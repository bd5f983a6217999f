package dev.segue.cli.demo;

import dev.segue.cli.ExitCode;
import dev.segue.cli.render.Json;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.Style;
import dev.segue.cli.render.Wording;
import dev.segue.testing.load.FailedRequest;
import dev.segue.testing.load.LoadSnapshot;
import dev.segue.testing.oracle.OracleReport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a demo ended, to be pasted into a ticket.
 *
 * @param subject what it ran on
 * @param scenes what happened
 * @param traffic what the instances did
 * @param findings what was found
 * @param state where the migration ended
 * @param failure why it ended early, or null
 */
record DemoReport(
        Subject subject,
        List<Timeline.Scene> scenes,
        Traffic traffic,
        Findings findings,
        String state,
        @Nullable String failure)
        implements Report {

    private static final int LABEL = 15;
    private static final int SHOWN = 5;

    /** What a demo ran on. */
    record Subject(String server, String mapping, DemoSettings settings, String took) {}

    /** What the instances did. */
    record Traffic(LoadSnapshot load, long deadlocks, List<FailedRequest> failures) {}

    /**
     * What was found.
     *
     * @param oracle every acknowledged write, looked for at the end
     * @param comparisons how often both shapes were compared while they lived
     * @param differing rows that differed in these comparisons
     * @param fleet what the instances told
     * @param rollbackExact whether the catalog after the rollback was the one before the start
     */
    record Findings(OracleReport oracle, int comparisons, long differing, Fleet fleet, boolean rollbackExact) {

        long mismatches() {
            return oracle.mismatches() + oracle.ghosts() + differing;
        }
    }

    /**
     * What the instances told.
     *
     * @param instances how many registered
     * @param compared dark reads that were compared
     * @param differing of these, the ones that differed for certain
     */
    record Fleet(long instances, long compared, long differing) {}

    DemoReport {
        scenes = List.copyOf(scenes);
    }

    /** {@return whether all went as it must} */
    boolean passed() {
        return failure == null
                && traffic.load().requests() > 0
                && traffic.load().failed() == 0
                && traffic.deadlocks() == 0
                && findings.oracle().lostWrites() == 0
                && findings.mismatches() == 0
                && darkReadsAgree()
                && findings.rollbackExact()
                && state.equals("CONTRACTED");
    }

    private boolean darkReadsAgree() {
        return findings.fleet().differing() == 0;
    }

    @Override
    public int exitCode() {
        return passed() ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Override
    public void text(Page page) {
        Style style = page.style();
        page.line(style.bold("segue demo  ") + (passed() ? style.good("✔ passed") : style.bad("✘ failed")) + " in "
                + subject.took());
        page.wrapped("  migration", LABEL, subject.mapping());
        page.wrapped(
                "  server",
                LABEL,
                subject.server() + "; " + Wording.count(subject.settings().rows(), "order") + ", seed "
                        + subject.settings().seed());
        traffic(page);
        findings(page);
        page.wrapped("  end", LABEL, state + (state.equals("CONTRACTED") ? ": only the new shape is left" : ""));
        if (failure != null) {
            page.wrapped("  " + style.bad("error"), LABEL, failure);
        }
        problems(page);
        page.blank();
        scenes.forEach(scene -> page.line("%7s  %s".formatted(scene.clock(), scene.title())));
        page.blank();
        page.next("segue init, and then the same with a table of your own");
    }

    private void traffic(Page page) {
        LoadSnapshot load = traffic.load();
        page.wrapped(
                "  traffic",
                LABEL,
                Wording.count(load.requests(), "request") + " by "
                        + load.instances().size()
                        + " instances of old and new code, "
                        + Wording.count(load.acknowledgedWrites(), "acknowledged write"));
        page.wrapped(
                "  failed",
                LABEL,
                Wording.count(load.failed(), "request") + ", " + Wording.count(traffic.deadlocks(), "deadlock")
                        + "; the longest request took " + load.longestStallMillis() + " ms");
    }

    private void findings(Page page) {
        page.wrapped(
                "  lost writes",
                LABEL,
                findings.oracle().lostWrites() + "; every acknowledged write was looked for in "
                        + Wording.count(findings.oracle().rows(), "row"));
        page.wrapped(
                "  mismatches",
                LABEL,
                findings.mismatches() + "; both shapes were compared "
                        + (findings.comparisons() == 1 ? "once" : findings.comparisons() + " times")
                        + " under load, and at the end every value with what was written");
        page.wrapped(
                "  dark reads",
                LABEL,
                Wording.count(findings.fleet().compared()) + " of new code were compared, "
                        + Wording.count(findings.fleet().differing()) + " differed"
                        + "; " + Wording.count(findings.fleet().instances(), "instance")
                        + " registered by segue-client");
        page.wrapped(
                "  rollback",
                LABEL,
                findings.rollbackExact()
                        ? "exact: the catalog was the one before the start, line by line"
                        : "NOT exact: the catalog differed from the one before the start");
    }

    private void problems(Page page) {
        traffic.failures().stream()
                .limit(SHOWN)
                .forEach(failed -> page.wrapped(
                        "  " + page.style().bad("failed"),
                        LABEL,
                        failed.instance() + ", " + failed.request() + ": " + failed.sqlState() + " "
                                + failed.message()));
        findings.oracle().details().stream()
                .limit(SHOWN)
                .forEach(detail -> page.wrapped("  " + page.style().bad("found"), LABEL, detail));
    }

    @Override
    public Map<String, Object> json() {
        LoadSnapshot load = traffic.load();
        return new Json()
                .with("requests", load.requests())
                .with("failedRequests", load.failed())
                .with("acknowledgedWrites", load.acknowledgedWrites())
                .with("lostWrites", findings.oracle().lostWrites())
                .with("mismatches", findings.mismatches())
                .with("darkReads", findings.fleet().compared())
                .with("darkReadsDiffering", findings.fleet().differing())
                .with("instances", findings.fleet().instances())
                .with("deadlocks", traffic.deadlocks())
                .with("longestStallMillis", load.longestStallMillis())
                .with("rollbackExact", findings.rollbackExact())
                .with("state", state)
                .map();
    }

    /** One line, so that the last line of the output is the result. */
    @Override
    public String document() {
        return Json.onOneLine(json());
    }
}
