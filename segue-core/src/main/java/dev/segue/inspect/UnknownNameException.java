package dev.segue.inspect;

import java.util.List;

/** A name of which nothing is there. */
public final class UnknownNameException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> schemas;

    UnknownNameException(String message, List<String> schemas) {
        super(message);
        this.schemas = List.copyOf(schemas);
    }

    /** {@return the schemas that are there} */
    public List<String> schemas() {
        return schemas;
    }
}
