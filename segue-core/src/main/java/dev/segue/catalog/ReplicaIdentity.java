package dev.segue.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a changed row of a table is told apart in logical replication.
 *
 * @param index the index that does it, only with {@link Kind#INDEX}
 */
public record ReplicaIdentity(Kind kind, @Nullable String index) {

    /** By the primary key, if there is one. */
    public static final ReplicaIdentity DEFAULT = new ReplicaIdentity(Kind.DEFAULT, null);

    /** What tells a row apart. */
    public enum Kind {
        /** The primary key. */
        DEFAULT,
        /** All its columns. */
        FULL,
        /** Nothing: then it cannot be updated or deleted where that is published. */
        NOTHING,
        /** The columns of a unique index. */
        INDEX
    }

    public ReplicaIdentity {
        Objects.requireNonNull(kind, "kind");
        if ((kind == Kind.INDEX) != (index != null)) {
            throw new IllegalArgumentException("an index is named where it is the identity, and only there");
        }
    }
}
