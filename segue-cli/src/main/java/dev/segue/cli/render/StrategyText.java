package dev.segue.cli.render;

import dev.segue.plan.Compatibility;
import dev.segue.plan.Plan;
import java.util.Locale;

/** Which code runs on which shape, which strategies that allows, and why. */
record StrategyText(Plan.Choice choice) {

    private static final int LABEL = 13;

    void write(Page page) {
        page.wrapped("  strategy", LABEL, choice.strategy() + ", " + choice.why());
        Compatibility table = choice.compatibility();
        if (table != null) {
            new Grid()
                    .row("", "before", "expanded", "after")
                    .row(
                            "old code",
                            cell(page.style(), table.oldCode().before()),
                            cell(page.style(), table.oldCode().expanded()),
                            cell(page.style(), table.oldCode().after()))
                    .row(
                            "new code",
                            cell(page.style(), table.newCode().before()),
                            cell(page.style(), table.newCode().expanded()),
                            cell(page.style(), table.newCode().after()))
                    .write(page, " ".repeat(LABEL));
        }
        for (Plan.Option option : choice.options()) {
            if (!option.strategy().equals(choice.strategy())) {
                page.wrapped(
                        "",
                        LABEL,
                        (option.allowed()
                                        ? page.style().good("also ")
                                        : page.style().bad("not ")) + option.strategy() + ": " + option.why());
            }
        }
    }

    /** Reads and writes are told apart where they differ. */
    private static String cell(Style style, Compatibility.Cell cell) {
        if (cell.runs()) {
            return style.good("runs") + (cell.stated() ? ", as stated" : "");
        }
        Compatibility.Answer reads = cell.reads().answer();
        Compatibility.Answer writes = cell.writes().answer();
        if (reads == writes) {
            // what stands against reads is reason enough
            return style.bad(word(reads) + ":") + " "
                    + String.join(", ", cell.reads().reasons());
        }
        return part(style, "reads", cell.reads()) + "; " + part(style, "writes", cell.writes());
    }

    private static String part(Style style, String what, Compatibility.Judgement judgement) {
        return judgement.answer() == Compatibility.Answer.RUNS
                ? what + " run"
                : style.bad(what + (judgement.answer() == Compatibility.Answer.BREAKS ? " break:" : " may break:"))
                        + " " + String.join(", ", judgement.reasons());
    }

    private static String word(Compatibility.Answer answer) {
        return switch (answer) {
            case RUNS -> "runs";
            case UNKNOWN -> "may break";
            case BREAKS -> "breaks";
        };
    }

    Json json() {
        Compatibility table = choice.compatibility();
        Json json = new Json().with("name", choice.strategy()).with("why", choice.why());
        if (table != null) {
            json.with(
                    "compatibility",
                    new Json().with("oldCode", code(table.oldCode())).with("newCode", code(table.newCode())));
        }
        return json.with(
                "options",
                choice.options(),
                option -> new Json()
                        .with("strategy", option.strategy())
                        .with("allowed", option.allowed())
                        .with("why", option.why()));
    }

    private static Json code(Compatibility.Code code) {
        return new Json()
                .with("before", json(code.before()))
                .with("expanded", json(code.expanded()))
                .with("after", json(code.after()));
    }

    private static Json json(Compatibility.Cell cell) {
        return new Json().with("reads", json(cell.reads())).with("writes", json(cell.writes()));
    }

    private static Json json(Compatibility.Judgement judgement) {
        return new Json()
                .with("answer", judgement.answer().name().toLowerCase(Locale.ROOT))
                .with("reasons", judgement.reasons(), reason -> reason)
                .with("stated", judgement.stated());
    }
}
