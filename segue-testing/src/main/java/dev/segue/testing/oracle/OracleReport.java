package dev.segue.testing.oracle;

import java.util.List;

/**
 * What the oracle found.
 *
 * @param lostWrites values that an acknowledged write had replaced, and rows that an acknowledged insert had made
 * @param mismatches values that differ between the shapes
 * @param ghosts values that nobody wrote there, rows that were deleted or never made, rows that nothing refers to
 * @param rows rows looked at
 * @param details the first 20 problems with their history
 */
public record OracleReport(long lostWrites, long mismatches, long ghosts, long rows, List<String> details) {
    public OracleReport {
        details = List.copyOf(details);
    }

    /** {@return whether there is nothing to complain about} */
    public boolean clean() {
        return lostWrites == 0 && mismatches == 0 && ghosts == 0;
    }

    @Override
    public String toString() {
        return lostWrites + " lost writes, " + mismatches + " mismatches, " + ghosts + " ghosts in " + rows + " rows"
                + (details.isEmpty() ? "" : ":\n" + String.join("\n", details));
    }
}
