package dev.segue.client;

/**
 * The flags could not be read when the client was opened. There is no safe default: the old shape may be gone already, or
 * the new one not yet there.
 */
public final class FlagsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FlagsUnavailableException(Throwable cause) {
        super(
                "the flags of Segue could not be read from segue.flag: " + cause.getMessage()
                        + "; the application's role needs USAGE on schema segue and SELECT on segue.flag",
                cause);
    }
}
