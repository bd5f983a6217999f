package dev.segue.plan;

import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.Migration;
import dev.segue.migration.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which strategies the compatibility table allows, and which one is taken. */
final class Strategies {

    private static final int MOST_REASONS = 2;

    private final Migration migration;
    private final Compatibility table;
    private final boolean movesData;

    Strategies(Migration migration, Compatibility table, boolean movesData) {
        this.migration = migration;
        this.table = table;
        this.movesData = movesData;
    }

    /** {@return all four, the ones that leave most ways open first} */
    List<Plan.Option> options() {
        return List.of(expandContract(), dataFirst(), codeFirst(), bigBang());
    }

    /** {@return the strategy that the file asks for, or the best of those that are allowed; empty if it is not allowed} */
    Optional<Strategy> chosen() {
        Strategy asked = migration.strategy();
        if (asked != Strategy.AUTO) {
            return option(asked).allowed() ? Optional.of(asked) : Optional.empty();
        }
        List<Strategy> preferred = movesData
                ? List.of(Strategy.EXPAND_CONTRACT, Strategy.DATA_FIRST, Strategy.CODE_FIRST, Strategy.BIG_BANG)
                : List.of(Strategy.DATA_FIRST, Strategy.CODE_FIRST, Strategy.EXPAND_CONTRACT, Strategy.BIG_BANG);
        return preferred.stream().filter(s -> option(s).allowed()).findFirst();
    }

    Plan.Option option(Strategy strategy) {
        return options().stream()
                .filter(o -> o.strategy().equals(word(strategy)))
                .findFirst()
                .orElseThrow();
    }

    static String word(Strategy strategy) {
        return strategy.name().toLowerCase(Locale.ROOT);
    }

    /** {@return why it is this one} */
    String why(Strategy chosen) {
        String why = option(chosen).why();
        return migration.strategy() == Strategy.AUTO ? "chosen: " + why : "as the file says: " + why;
    }

    private Plan.Option expandContract() {
        List<String> against = new ArrayList<>();
        require(against, "new code", "expanded", table.newCode().expanded());
        if (inStages()) {
            // who writes the old shape alone is gone before the first row is filled
            if (table.oldCode().expanded().reads().answer() != Compatibility.Answer.RUNS) {
                against.addAll(table.oldCode().expanded().reads().reasons());
            }
        } else {
            require(against, "old code", "expanded", table.oldCode().expanded());
        }
        return option(
                Strategy.EXPAND_CONTRACT,
                against,
                inStages()
                        ? "both shapes live side by side while the application writes both, and its stages may go back"
                        : "old and new code can run side by side, and the flag may go back");
    }

    private Plan.Option dataFirst() {
        List<String> against = forStagesOnly();
        require(against, "old code", "expanded", table.oldCode().expanded());
        require(against, "new code", "expanded", table.newCode().expanded());
        return option(Strategy.DATA_FIRST, against, "the old code does not notice the change; new code follows");
    }

    private Plan.Option codeFirst() {
        List<String> against = forStagesOnly();
        require(against, "new code", "before", table.newCode().before());
        require(against, "new code", "expanded", table.newCode().expanded());
        if (!table.newCode().before().runs()) {
            against.add("if it was written to run on both, say new_code: { runs_on_before: true }");
        }
        return option(
                Strategy.CODE_FIRST,
                against,
                table.newCode().before().stated()
                        ? "the new code runs on both shapes, as the file states"
                        : "the new code runs on both shapes");
    }

    private Plan.Option bigBang() {
        return option(
                Strategy.BIG_BANG,
                forStagesOnly(),
                "the system is stopped while everything changes in one transaction");
    }

    private boolean inStages() {
        return migration.duplicateWrites() == DuplicateWrites.APPLICATION;
    }

    private List<String> forStagesOnly() {
        List<String> against = new ArrayList<>();
        if (inStages()) {
            against.add("duplicate_writes: application goes by the stages of expand_contract");
        }
        return against;
    }

    private static void require(List<String> against, String code, String shape, Compatibility.Cell cell) {
        if (!cell.runs()) {
            String how = cell.answer() == Compatibility.Answer.BREAKS ? " breaks on " : " may break on ";
            against.add(code + how + shape + ": " + first(cell.against()));
        }
    }

    /** The table tells all of them. */
    private static String first(List<String> reasons) {
        return reasons.size() <= MOST_REASONS
                ? String.join(", ", reasons)
                : String.join(", ", reasons.subList(0, MOST_REASONS)) + " …";
    }

    private static Plan.Option option(Strategy strategy, List<String> against, String why) {
        return new Plan.Option(word(strategy), against.isEmpty(), against.isEmpty() ? why : String.join("; ", against));
    }
}
