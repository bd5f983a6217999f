package dev.segue.dialect;

import dev.segue.mapping.Expression;

/** What the server says of an expression. */
public sealed interface ExpressionVerdict {

    /** The expression can be evaluated, and gives a value of that type. */
    record Accepted(String type, Expression.Stability stability) implements ExpressionVerdict {}

    /** The expression cannot be used. */
    record Refused(String message, String hint) implements ExpressionVerdict {}
}
