package dev.segue.testing.locks;

import dev.segue.plan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the server says of one statement of the engine, in its transaction and before that ends.
 *
 * @param phase the phase of the step under way; null between steps
 * @param step the step's title; empty between steps
 * @param held the strongest lock that the transaction holds by now on each of the application's tables
 * @param read how many of its rows the statement read
 * @param rewritten the tables that it wrote anew
 */
record Asked(
        Phase phase,
        String step,
        String statement,
        Map<Long, LockMode> held,
        Map<Long, Long> read,
        Set<Long> rewritten) {

    private static final int SHOWN = 300;

    Asked {
        held = Map.copyOf(held);
        read = Map.copyOf(read);
        rewritten = Set.copyOf(rewritten);
    }

    /** {@return the tables of which it went through as many rows, or which it wrote anew} */
    Set<Long> gone(long rows) {
        Set<Long> tables = new TreeSet<>(rewritten);
        read.forEach((table, number) -> {
            if (number >= rows) {
                tables.add(table);
            }
        });
        return tables;
    }

    /**
     * {@return a line for each table that nobody can write to while the statement goes through rows}
     *
     * @param rows as many as are no longer a few
     */
    List<String> faults(long rows, Map<Long, String> names) {
        List<String> faults = new ArrayList<>();
        for (Long through : gone(rows)) {
            new TreeMap<>(held).forEach((table, mode) -> {
                if (mode.blocksWrites()) {
                    faults.add("%s, %s: %s %s under %s on %s: %s"
                            .formatted(
                                    phase == null ? "between steps" : phase.word(),
                                    step,
                                    rewritten.contains(through)
                                            ? "writes anew"
                                            : "reads " + read.get(through) + " rows of",
                                    names.get(through),
                                    mode,
                                    names.get(table),
                                    statement.length() > SHOWN ? statement.substring(0, SHOWN) + "…" : statement));
                }
            });
        }
        return faults;
    }
}
