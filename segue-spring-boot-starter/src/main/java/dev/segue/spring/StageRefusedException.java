package dev.segue.spring;

/** A duplicate write cannot be held in a stage by the transaction that is there, or is not. Nothing was written. */
public final class StageRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says why, and what to do. */
    public StageRefusedException(String message) {
        super(message);
    }
}
