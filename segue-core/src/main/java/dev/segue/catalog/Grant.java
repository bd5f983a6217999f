package dev.segue.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A privilege on a table or on one of its columns.
 *
 * @param grantee the role that has it; the empty string is PUBLIC
 * @param privilege the SQL word: SELECT, INSERT, …
 * @param column the column it is limited to, or null for the whole table
 * @param grantable whether the role may pass it on
 */
public record Grant(
        String grantee, String privilege, @Nullable String column, boolean grantable) {
    public Grant {
        Objects.requireNonNull(grantee, "grantee");
        Objects.requireNonNull(privilege, "privilege");
    }
}
