package dev.segue.client.darkread;

import java.time.Instant;
import java.util.List;

/**
 * A confirmed mismatch: it was there again when both shapes were read in one snapshot.
 *
 * @param migration the migration's name
 * @param read the dark read's name
 * @param differences the fields, redacted by the rules
 */
public record Mismatch(String migration, String read, Instant at, List<Difference> differences) {
    public Mismatch {
        differences = List.copyOf(differences);
    }
}
