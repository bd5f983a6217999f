package dev.segue.client.duplicate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A duplicate write of which only the name is known. */
public final class DuplicateWriteName {

    private final InOrder inOrder;

    DuplicateWriteName(InOrder inOrder) {
        this.inOrder = inOrder;
    }

    /** Says how the old shape is written, in every stage but COMPLETE. */
    public <R extends @Nullable Object> OldShape<R> oldShape(Write<R> old) {
        return new OldShape<>(inOrder, Objects.requireNonNull(old, "old"));
    }

    /**
     * Says how the old shape of an argument is written, in every stage but COMPLETE. Such a duplicate write can be made
     * once and kept. A lambda names its argument's type: {@code (Connection c, Order order) -> …}; a method reference need
     * not.
     */
    public <A extends @Nullable Object, R extends @Nullable Object> OldShapeOf<A, R> oldShape(WriteOf<A, R> old) {
        return new OldShapeOf<>(inOrder, Objects.requireNonNull(old, "old"));
    }

    /**
     * A duplicate write of which the old shape is known.
     *
     * @param <R> what the writes give
     */
    public static final class OldShape<R extends @Nullable Object> {

        private final InOrder inOrder;
        private final Write<R> old;

        private OldShape(InOrder inOrder, Write<R> old) {
            this.inOrder = inOrder;
            this.old = old;
        }

        /** Says how the new shape is written, in every stage but OFF. */
        public DuplicateWrite<R> newShape(Write<R> fresh) {
            Objects.requireNonNull(fresh, "fresh");
            return newShape((connection, result) -> fresh.write(connection));
        }

        /** Says how the new shape is written, in every stage but OFF, with what the old one's write gave. */
        public DuplicateWrite<R> newShape(LaterWrite<R> fresh) {
            return new DuplicateWrite<>(inOrder, old, Objects.requireNonNull(fresh, "fresh"));
        }
    }

    /**
     * A duplicate write of an argument, of which the old shape is known.
     *
     * @param <A> what is written
     * @param <R> what the writes give
     */
    public static final class OldShapeOf<A extends @Nullable Object, R extends @Nullable Object> {

        private final InOrder inOrder;
        private final WriteOf<A, R> old;

        private OldShapeOf(InOrder inOrder, WriteOf<A, R> old) {
            this.inOrder = inOrder;
            this.old = old;
        }

        /** Says how the new shape is written, in every stage but OFF. */
        public DuplicateWriteOf<A, R> newShape(WriteOf<A, R> fresh) {
            Objects.requireNonNull(fresh, "fresh");
            return newShape((connection, argument, result) -> fresh.write(connection, argument));
        }

        /** Says how the new shape is written, in every stage but OFF, with what the old one's write gave. */
        public DuplicateWriteOf<A, R> newShape(LaterWriteOf<A, R> fresh) {
            return new DuplicateWriteOf<>(inOrder, old, Objects.requireNonNull(fresh, "fresh"));
        }
    }
}
