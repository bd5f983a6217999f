package dev.segue.engine;

import java.util.List;

/**
 * What became of a wish to move a stage.
 *
 * @param stage where the flag stands now
 * @param epoch counts the flag's changes; instances acknowledge it
 * @param against why it was not moved; empty where it stands where it was wanted
 */
public record StageMove(Stage stage, long epoch, List<Against> against) {

    /**
     * A reason against a move.
     *
     * @param reason what stands in the way
     * @param opens what would change that: a command, or what to wait for
     */
    public record Against(String reason, String opens) {}

    public StageMove {
        against = List.copyOf(against);
    }

    /** {@return whether the flag stands where it was wanted} */
    public boolean moved() {
        return against.isEmpty();
    }
}
