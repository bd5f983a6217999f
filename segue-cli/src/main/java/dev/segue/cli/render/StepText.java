package dev.segue.cli.render;

import dev.segue.dialect.Statement;
import dev.segue.plan.Plan;
import dev.segue.plan.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of a plan with their statements, the locks they take and why they are safe. */
final class StepText {

    private static final String STEP = " ".repeat(6);
    private static final int LOCK = 27;
    private static final String WHY = " ".repeat(8);

    private final Plan plan;
    private final PlanDetail detail;
    private final Page page;

    StepText(Plan plan, PlanDetail detail, Page page) {
        this.plan = plan;
        this.detail = detail;
        this.page = page;
    }

    /** Writes the steps of a phase. */
    void write(List<Step> steps) {
        if (detail == PlanDetail.BRIEF) {
            brief(steps);
            return;
        }
        for (Step step : steps) {
            page.wrapped("%4d  ".formatted(step.number()), STEP.length(), step.title());
            if (detail == PlanDetail.SQL) {
                statements(plan, step).forEach(this::whole);
            } else {
                alike(statements(plan, step)).forEach(this::abridged);
            }
        }
    }

    /** Steps in a row with the same title on one line: they are one thing to the reader. */
    private void brief(List<Step> steps) {
        int begin = 0;
        while (begin < steps.size()) {
            int end = begin + 1;
            while (end < steps.size()
                    && steps.get(end).title().equals(steps.get(begin).title())) {
                end++;
            }
            brief(steps.get(begin), steps.subList(begin, end));
            begin = end;
        }
    }

    private void brief(Step first, List<Step> steps) {
        String locks = steps.stream()
                .flatMap(step -> statements(plan, step).stream())
                .map(Statement::lock)
                .filter(lock -> !lock.equals(Statement.NO_LOCK))
                .map(StepText::briefly)
                .distinct()
                .collect(Collectors.joining("; "));
        String number = steps.size() == 1
                ? "" + first.number()
                : first.number() + "–" + steps.getLast().number();
        int width = page.width() - 8 - LOCK;
        List<String> title = Page.wrap(first.title(), width);
        List<String> lock = Page.wrap(locks.isEmpty() ? "no lock" : locks, LOCK);
        for (int line = 0; line < Math.max(title.size(), lock.size()); line++) {
            String right = line < lock.size() ? lock.get(line) : "";
            page.line(Page.pad("%5s  ".formatted(line == 0 ? number : ""), 7)
                    + Page.pad(line < title.size() ? title.get(line) : "", width + 1)
                    + (locks.isEmpty() ? page.style().good(right) : page.style().warning(right)));
        }
    }

    /** {@return the lock without the table, which the title names; only what it means where it hinders nobody} */
    private static String briefly(String lock) {
        return lock.contains("blocks no reads or writes")
                ? "blocks no reads or writes"
                : lock.replaceAll(" on [^,;]*", "");
    }

    /** {@return what a step sends, ranges with their parameters} */
    static List<Statement> statements(Plan plan, Step step) {
        return switch (step) {
            case Step.Transaction transaction ->
                Stream.concat(transaction.first().stream(), transaction.statements().stream())
                        .toList();
            case Step.Concurrent concurrent -> List.of(concurrent.statement().statement());
            case Step.Fill fill ->
                List.of(new Statement(
                        plan.mappings().get(fill.mapping()).ranges().fill().atOnce(),
                        "row locks on one short range at a time",
                        "skips rows that others hold and comes back to them; a range commits with its progress"));
            case Step.Compare compare ->
                List.of(Statement.free(
                        plan.mappings().get(compare.mapping()).ranges().compare(),
                        "one statement sees both shapes in one snapshot, so it is exact under load"));
        };
    }

    /** Statements in a row with the same lock for the same reason, or on nothing of the application's. */
    private static List<List<Statement>> alike(List<Statement> statements) {
        List<List<Statement>> groups = new ArrayList<>();
        for (Statement statement : statements) {
            boolean joins = !groups.isEmpty() && alike(groups.getLast().getLast(), statement);
            if (!joins) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(statement);
        }
        return groups;
    }

    private static boolean alike(Statement one, Statement other) {
        return one.lock().equals(other.lock())
                && (one.why().equals(other.why()) || one.lock().equals(Statement.NO_LOCK));
    }

    private void abridged(List<Statement> group) {
        Statement first = group.getFirst();
        String more = group.size() == 1 ? "" : " (and " + (group.size() - 1) + " more)";
        page.line(STEP
                + page.style().accent(firstLine(first.sql(), page.width() - STEP.length() - more.length()))
                + page.style().dim(more));
        why(first);
    }

    private void whole(Statement statement) {
        statement
                .sql()
                .strip()
                .lines()
                .forEach(line -> page.line(STEP + page.style().accent(line)));
        why(statement);
    }

    private void why(Statement statement) {
        page.wrapped(WHY, WHY.length(), lock(statement) + " · " + statement.why());
    }

    private String lock(Statement statement) {
        return isFree(statement)
                ? page.style().good(statement.lock())
                : page.style().warning(statement.lock());
    }

    private static boolean isFree(Statement statement) {
        return statement.lock().equals(Statement.NO_LOCK);
    }

    /** The first line, without the quotes that only the server needs. */
    private static String firstLine(String sql, int width) {
        List<String> lines = sql.strip().lines().toList();
        String first = lines.getFirst().strip().replaceAll("\"([a-z_][a-z0-9_]*)\"", "$1");
        return Page.cut(lines.size() > 1 ? first + " …" : first, width);
    }
}
