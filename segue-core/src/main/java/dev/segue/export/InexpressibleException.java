package dev.segue.export;

/** A format that cannot say what a plan has. */
public final class InexpressibleException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String next;

    InexpressibleException(String message, String next) {
        super(message);
        this.next = next;
    }

    /** {@return what can be done about it} */
    public String next() {
        return next;
    }
}
