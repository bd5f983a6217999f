package dev.segue.client.duplicate;

/** A transaction could not be pinned to a stage. Nothing was written; the message says what to do. */
public class PinRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PinRefusedException(String message) {
        super(message);
    }

    PinRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
