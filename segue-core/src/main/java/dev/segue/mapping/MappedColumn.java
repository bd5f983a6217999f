package dev.segue.mapping;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value that both shapes hold: a column of the old shape and its counterpart in the new one.
 *
 * @param source the column of the old shape
 * @param target the column of the new shape
 * @param transformation how to come from one to the other; null where the value is simply the same
 */
public record MappedColumn(
        Side source, Side target, @Nullable Transformation transformation) {

    /** A column with its type. */
    public record Side(String name, String type) {}

    /** Both ways between two values. */
    public record Transformation(Expression forward, Expression backward) {
        public Transformation {
            Objects.requireNonNull(forward, "forward");
            Objects.requireNonNull(backward, "backward");
        }
    }

    public MappedColumn {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
    }

    /** {@return the expression that makes the new value, or nothing where it is the same} */
    public Optional<Expression> forward() {
        return Optional.ofNullable(transformation).map(Transformation::forward);
    }

    /** {@return the expression that makes the old value, or nothing where it is the same} */
    public Optional<Expression> backward() {
        return Optional.ofNullable(transformation).map(Transformation::backward);
    }
}
