package dev.segue.testing.oracle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts problems and keeps the first of them. Thread-safe. */
final class Findings {

    private static final int KEPT = 20;

    /** What is wrong. */
    enum Kind {
        LOST_WRITE,
        MISMATCH,
        GHOST
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> details = new ArrayList<>();

    synchronized void add(Kind kind, Supplier<String> detail) {
        counts.merge(kind, 1L, Long::sum);
        if (details.size() < KEPT) {
            details.add(kind.name().replace('_', ' ') + ": " + detail.get());
        }
    }

    /** {@return these findings and others together} */
    OracleReport with(Findings others, long rows) {
        OracleReport own = report(rows);
        OracleReport theirs = others.report(0);
        List<String> all = new ArrayList<>(own.details());
        all.addAll(theirs.details());
        return new OracleReport(
                own.lostWrites() + theirs.lostWrites(),
                own.mismatches() + theirs.mismatches(),
                own.ghosts() + theirs.ghosts(),
                rows,
                all.subList(0, Math.min(KEPT, all.size())));
    }

    private synchronized OracleReport report(long rows) {
        return new OracleReport(
                counts.getOrDefault(Kind.LOST_WRITE, 0L),
                counts.getOrDefault(Kind.MISMATCH, 0L),
                counts.getOrDefault(Kind.GHOST, 0L),
                rows,
                details);
    }
}
