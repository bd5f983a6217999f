package dev.segue.cli.settings;

/** A setting that cannot be. The message says where it stands, {@link #next()} what to write instead. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String next;

    public InvalidSettingsException(String message, String next) {
        super(message);
        this.next = next;
    }

    /** {@return what to do about it} */
    public String next() {
        return next;
    }
}
