package dev.segue.engine;

import dev.segue.gate.Requirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the dark reads of a migration found.
 *
 * @param migration whose
 * @param goal what the migration's file asks for, or null
 * @param reads the registered ones, by name
 * @param samples the last differences, newest first
 */
public record DarkReadsFound(
        String migration, @Nullable Requirement goal, List<Fleet.DarkRead> reads, List<Fleet.Sample> samples) {
    public DarkReadsFound {
        reads = List.copyOf(reads);
        samples = List.copyOf(samples);
    }
}
