package dev.segue.catalog;

import java.util.List;
import java.util.Objects;
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

    /**
     * A type or a sequence that gets other properties, or another name; nothing of it is made anew.
     *
     * @param object what is there
     * @param name its name afterwards
     * @param atSeal what the server's ALTER statements say behind its name, when the old shape is sealed
     * @param back what they say to undo that, in the order in which it is undone
     * @param atContract what they say when there is no way back any more
     */
    record Alter(SchemaObject object, TableName name, List<String> atSeal, List<String> back, List<String> atContract)
            implements ObjectChange {
        public Alter {
            Objects.requireNonNull(object, "object");
            Objects.requireNonNull(name, "name");
            atSeal = List.copyOf(atSeal);
            back = List.copyOf(back);
            atContract = List.copyOf(atContract);
        }
    }

    /** A sequence that goes on with another number, further on, when there is no way back any more. */
    record Restart(TableName sequence, long value, boolean ascending) implements ObjectChange {}

    /**
     * A check that a domain gets: from seal on new values obey it, and those that are there are looked at.
     *
     * @param domain the domain, by its name before seal
     * @param type the type that it is of
     * @param name the name of the check
     * @param condition SQL that calls the value VALUE
     * @param tables those with columns of the domain
     */
    record AddCheck(TableName domain, String type, String name, String condition, List<TableName> tables)
            implements ObjectChange {
        public AddCheck {
            tables = List.copyOf(tables);
        }
    }
}
