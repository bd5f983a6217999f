package dev.segue.client.darkread;

import java.util.Map;

/**
 * What came of reading one shape twice in one snapshot: what differs there is no matter of shapes. Such a field makes no
 * mismatch; a rule for it makes its comparisons count again.
 *
 * @param reads how often a shape was read twice
 * @param unstable the fields that differed between two reads of one shape, as rules name them, with how often; at most 100
 */
public record Calibration(long reads, Map<String, Long> unstable) {
    public Calibration {
        unstable = Map.copyOf(unstable);
    }

    /** {@return whether every shape gave the same answer twice, as often as it was asked} */
    public boolean stable() {
        return unstable.isEmpty();
    }
}
