package dev.segue.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where files, journal and database do not agree.
 *
 * @param findings what was found, by migration
 * @param files how many files were looked at
 * @param migrations how many migrations of the journal were
 */
public record Drift(List<Finding> findings, int files, int migrations) {

    public Drift {
        findings = List.copyOf(findings);
    }

    /**
     * A migration file as it lies there.
     *
     * @param migration the migration's name
     * @param path as it was named
     * @param checksum of its text; null where the file cannot be read as one
     */
    public record DeclaredFile(
            String migration, String path, @Nullable String checksum) {}

    /**
     * One disagreement.
     *
     * @param migration whose; empty where it is nobody's
     * @param next what can be done about it
     */
    public record Finding(Kind kind, String migration, String message, String next) {}

    /** What does not agree. */
    public enum Kind {
        FILE_INVALID("file invalid"),
        FILE_CHANGED("file changed"),
        FILE_MISSING("file missing"),
        PLAN_UNREADABLE("plan unreadable"),
        CATALOG("catalog"),
        LEFT_BEHIND("left behind");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** {@return its name as people write it} */
        public String word() {
            return word;
        }
    }
}
