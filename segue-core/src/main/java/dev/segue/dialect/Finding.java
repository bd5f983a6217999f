package dev.segue.dialect;

import org.jspecify.annotations.Nullable;

/**
 * Something that was found when the database was looked at before a plan was made.
 *
 * @param weight whether it stops the migration
 * @param message what was found, naming the object
 * @param hint what to do about it, or null
 */
public record Finding(
        Weight weight, String message, @Nullable String hint) {

    /** How much a finding matters. */
    public enum Weight {
        /** The migration cannot be made. */
        REFUSE,
        /** The author should know. */
        WARN
    }

    /** {@return a finding that stops the migration} */
    public static Finding refuse(String message, @Nullable String hint) {
        return new Finding(Weight.REFUSE, message, hint);
    }

    /** {@return a finding that the author should know} */
    public static Finding warn(String message, @Nullable String hint) {
        return new Finding(Weight.WARN, message, hint);
    }
}
