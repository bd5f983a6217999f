package dev.segue.client;

/** Is told what changes. Called on the client's own thread, one call after another; what it throws is logged. */
public interface SegueListener {

    /** The state of a migration is another one: its percentage, its stage. {@link Flag} and the rest show it already. */
    default void changed(Migration migration) {}

    /** The journal cannot be used; the last state read is kept. */
    default void stale(JournalProblem problem) {}

    /** The journal can be used again, and its state is in force. */
    default void current() {}
}
