package dev.segue.testing.interleaving;

import java.util.List;

/** A session and its next statement. */
record Step(int session, Action action) {

    /**
     * A case: what its sessions do, in this order. Every part of it is a case too: a step that cannot be done, because its
     * session waits or is in no transaction, is passed over.
     *
     * @param seed from which it was made
     * @param filled whether the orders that are there at the beginning have their addresses already
     */
    record Interleaving(long seed, boolean filled, List<Step> steps) {
        Interleaving {
            steps = List.copyOf(steps);
        }

        Interleaving with(List<Step> others) {
            return new Interleaving(seed, filled, others);
        }
    }
}
