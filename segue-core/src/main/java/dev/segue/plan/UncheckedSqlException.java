package dev.segue.plan;

import java.sql.SQLException;

/** Carries an {@link SQLException} through code that cannot declare it. */
public final class UncheckedSqlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UncheckedSqlException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** {@return the carried exception} */
    public SQLException sql() {
        return (SQLException) java.util.Objects.requireNonNull(getCause());
    }
}
