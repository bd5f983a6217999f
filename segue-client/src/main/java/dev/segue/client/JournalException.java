package dev.segue.client;

import org.jspecify.annotations.Nullable;

/**
 * The journal cannot be used when something is asked of it that has no answer otherwise: at start. There is no safe
 * default then, as the old shape may be gone already, or the new one not yet there. Later the last state read is kept
 * instead, and nothing is thrown.
 */
public final class JournalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final JournalProblem problem;

    JournalException(JournalProblem problem, String detail, @Nullable Throwable cause) {
        super(
                problem.what() + (detail.isEmpty() ? "" : ": " + detail)
                        + (cause == null ? "" : " (" + cause.getMessage() + ")") + "; " + problem.advice(),
                cause);
        this.problem = problem;
    }

    /** The same again, where it concerns somebody. */
    JournalException(JournalException earlier) {
        super(earlier.getMessage(), earlier);
        this.problem = earlier.problem;
    }

    /** {@return what is wrong} */
    public JournalProblem problem() {
        return problem;
    }
}
