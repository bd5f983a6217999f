package dev.segue.catalog;

import org.jspecify.annotations.Nullable;

/** What a migration does to types and sequences. */
public sealed interface ObjectChange {

    /** One that is not there. */
    record Make(SchemaObject object) implements ObjectChange {}

    /**
     * A type that comes in the place of another, whose name it gets when the other one goes.
     *
     * @param old the one that goes
     * @param made the one that comes, under the name that it has until then
     */
    record Replace(SchemaObject old, SchemaObject made) implements ObjectChange {}

    /**
     * A value that an enum gets; there is no way back.
     *
     * @param neighbour the value beside which it stands; null at the end
     * @param before whether it stands before that one
     */
    record AddValue(TableName type, String value, @Nullable String neighbour, boolean before) implements ObjectChange {}
}
