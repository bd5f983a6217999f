package dev.segue.engine;

import org.jspecify.annotations.Nullable;

/**
 * Segue could not do what was asked. The message names the migration, the phase, the object and the cause; {@link #next()}
 * is the command or the act that comes next.
 */
public final class SegueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, as far as the exit code is concerned. */
    public enum Kind {
        /** The request itself cannot be: unknown migration, wrong state, changed file. */
        USAGE,
        /** It was tried and did not work. */
        FAILED
    }

    private final Kind kind;
    private final String next;

    public SegueException(Kind kind, String message, String next, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.next = next;
    }

    /** {@return a refusal of the request itself} */
    public static SegueException usage(String message, String next) {
        return new SegueException(Kind.USAGE, message, next, null);
    }

    /** {@return a failure} */
    public static SegueException failed(String message, String next, @Nullable Throwable cause) {
        return new SegueException(Kind.FAILED, message, next, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** {@return what to do next} */
    public String next() {
        return next;
    }
}
