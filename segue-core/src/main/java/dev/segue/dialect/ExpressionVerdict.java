package dev.segue.dialect;

import dev.segue.mapping.Expression;
import java.util.List;

/** What the server says of an expression. */
public sealed interface ExpressionVerdict {

    /**
     * The expression can be evaluated.
     *
     * @param sql the expression, written so that its arguments are parameters of these names
     * @param type the type of its value
     * @param stability whether equal arguments always give an equal value
     * @param used those of the arguments that it really uses
     */
    record Accepted(String sql, String type, Expression.Stability stability, List<Expression.Argument> used)
            implements ExpressionVerdict {
        public Accepted {
            used = List.copyOf(used);
        }
    }

    /** The expression cannot be used. */
    record Refused(String message, String hint) implements ExpressionVerdict {}
}
