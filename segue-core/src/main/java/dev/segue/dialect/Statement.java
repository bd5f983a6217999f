package dev.segue.dialect;

import java.util.Objects;

/**
 * One statement of a plan, with what it costs the application.
 *
 * @param sql the whole statement, ready to be sent
 * @param lock the lock it takes on the application's tables, in words: {@code ACCESS EXCLUSIVE on public.orders, instant}
 * @param why why it is safe, or what it is for
 */
public record Statement(String sql, String lock, String why) {

    /** The words for a statement that takes no lock on the application's tables. */
    public static final String NO_LOCK = "no lock on your tables";

    public Statement {
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(why, "why");
    }

    /** {@return a statement that touches nothing of the application's} */
    public static Statement free(String sql, String why) {
        return new Statement(sql, NO_LOCK, why);
    }
}
