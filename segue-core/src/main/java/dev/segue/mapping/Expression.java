package dev.segue.mapping;

import java.util.List;
import java.util.Objects;

/**
 * An expression over the columns of one row, parsed and sampled by the server before anything was changed.
 *
 * @param sql the expression, in which the arguments are parameters of their names
 * @param arguments the columns it uses, in the order in which they are given to it
 * @param type the type of its result
 * @param stability whether equal arguments always give an equal result
 */
public record Expression(String sql, List<Argument> arguments, String type, Stability stability) {

    /** A column that the expression may use, with its type. */
    public record Argument(String name, String type) {}

    /** PostgreSQL's volatility classes. A volatile value is made once: never again, and never to compare it. */
    public enum Stability {
        IMMUTABLE,
        STABLE,
        VOLATILE
    }

    public Expression {
        Objects.requireNonNull(sql, "sql");
        arguments = List.copyOf(arguments);
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(stability, "stability");
    }
}
