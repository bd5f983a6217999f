package dev.segue.client.darkread;

/** In which transaction the dark side reads. */
public enum Snapshot {
    /**
     * One of its own, on a thread and a connection of its own: the caller waits for nothing. What the caller's transaction
     * wrote and did not commit yet is not seen; such a difference is not confirmed and does not count.
     */
    OWN,
    /**
     * The caller's, on its thread and connection, between a savepoint and its rollback: a dark read that fails cannot abort
     * the transaction and cannot write. The caller waits for the dark read; each statement of it ends at the budget. What
     * differs there and may be the work of somebody else, or of a write that reaches the other shape only at commit, is
     * confirmed as with {@link #OWN}. In autocommit, and after an error of the leading shape, there is no transaction to
     * share: then it is {@link #OWN}. For PostgreSQL.
     */
    CALLERS
}
