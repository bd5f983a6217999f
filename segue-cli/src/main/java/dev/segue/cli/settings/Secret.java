package dev.segue.cli.settings;

import java.util.Objects;

/** A text that is used and never shown. */
public record Secret(String value) {

    /** What is shown instead. */
    public static final String HIDDEN = "***";

    public Secret {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
