package dev.segue.dialect;

import dev.segue.catalog.Table;
import org.jspecify.annotations.Nullable;

/** What the server makes of a draft. */
public sealed interface DraftVerdict {

    /**
     * It can be made.
     *
     * @param drawn the table with it, as the server writes it; identities are those of the copy
     */
    record Accepted(Table drawn) implements DraftVerdict {}

    /** It cannot be made. */
    record Refused(String message, @Nullable String hint) implements DraftVerdict {}
}
