package dev.segue.dialect;

import java.util.List;

/**
 * What was read from the database about one mapping before planning; a plan is a function of it.
 *
 * @param findings what was found
 * @param rows about how many rows the backfill will go through
 * @param bytes the size of the table that is filled from, in bytes
 */
public record Preflight(List<Finding> findings, long rows, long bytes) {
    public Preflight {
        findings = List.copyOf(findings);
    }
}
