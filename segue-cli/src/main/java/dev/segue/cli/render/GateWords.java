package dev.segue.cli.render;

import dev.segue.gate.GateReport;
import dev.segue.gate.Requirement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Gates as people read them. */
public final class GateWords {

    private GateWords() {}

    /**
     * {@return what the gate asks for}
     *
     * @param inStages whether the application writes both shapes, in stages
     */
    static String asks(Requirement requirement, boolean inStages) {
        String during = requirement.window().isZero() ? "" : " for " + window(requirement.window());
        return switch (requirement.gate()) {
            case FILLED -> "every row has its counterpart in the new shape";
            case VERIFIED -> "the comparison of both shapes found no difference";
            case NO_NOTED_KEY -> "no write waits to be carried to the other shape";
            case FLAG_SETTLED -> "the flag has stood fully on new" + during;
            case OLD_SIDE_QUIET ->
                during.isEmpty()
                        ? "no statement that was captured needs the old shape"
                        : "nobody has used the old shape" + during;
            case DARK_READS_CLEAN ->
                Wording.count(requirement.comparisons()) + " dark reads in " + window(requirement.window())
                        + " found no difference";
            case NEW_CODE_DEPLOYED -> "code that can use the new shape is running";
            case OLD_CODE_RETIRED ->
                inStages
                        ? "every running instance writes both shapes (stage dual_write)"
                        : "no old code is running any more";
            case STAGE_COMPLETE -> "the new shape alone is written (stage complete)" + during;
            case OUTBOX_EMPTY -> "no write to another store waits";
            case REPLICAS_CAUGHT_UP -> "no replica is more than " + window(requirement.window()) + " behind";
            case APPROVAL -> "one of " + String.join(", ", requirement.persons()) + " has approved";
            case OWN -> "your own gate " + requirement.title() + " is open";
            case SOAK -> "the old shape has been out of reach" + during + ", and nobody asked for it";
        };
    }

    /** Up to three days people think of windows in hours. */
    static String window(Duration window) {
        return window.toHours() >= 24 && window.toHours() <= 72 && window.toMinutesPart() == 0
                ? window.toHours() + " h"
                : Wording.duration(window);
    }

    /** Writes gates with their evidence and with what opens them. */
    public static void write(Page page, List<GateReport> gates, String indentation) {
        Style style = page.style();
        int widest = gates.stream()
                .mapToInt(gate -> gate.requirement().title().length())
                .max()
                .orElse(0);
        int begin = indentation.length() + 2 + widest + 3;
        for (GateReport gate : gates) {
            String name = Page.pad(gate.requirement().title(), widest);
            page.wrapped(indentation + mark(style, gate) + " " + name, begin, gate.evidence());
            if (gate.forced() != null) {
                page.wrapped("", begin, style.warning("forced") + " " + gate.forced());
            } else if (!gate.passable() && !gate.opens().isBlank()) {
                page.wrapped("", begin, style.dim("→") + " " + gate.opens());
            }
        }
    }

    static Json json(GateReport gate) {
        return json(gate.requirement())
                .with("verdict", gate.verdict().name().toLowerCase(Locale.ROOT))
                .with("evidence", gate.evidence())
                .with("opens", gate.opens().isEmpty() ? null : gate.opens())
                .with("forced", gate.forced());
    }

    static Json json(Requirement requirement) {
        return new Json()
                .with("gate", requirement.gate().word())
                .with("windowSeconds", requirement.window().toSeconds())
                .with("comparisons", requirement.comparisons() == 0 ? null : requirement.comparisons());
    }

    private static String mark(Style style, GateReport gate) {
        if (gate.forced() != null) {
            return style.warning("!");
        }
        return switch (gate.verdict()) {
            case OPEN -> style.good("✔");
            case CLOSED -> style.bad("✘");
            case UNKNOWN -> style.warning("?");
        };
    }
}
