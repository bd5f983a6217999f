package dev.segue.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a migration asks for, before the server has said what it makes of it: texts are as the author wrote them. A dialect
 * has the server draw it on an empty copy of the table and gives what the catalog then holds.
 */
public sealed interface Draft {

    /** A constraint of a table. */
    sealed interface OfConstraint extends Draft {}

    /** That each combination of values is there once. */
    record Unique(List<String> columns, boolean nullsNotDistinct, Storage storage, Deferral deferral)
            implements OfConstraint {
        public Unique {
            columns = List.copyOf(columns);
        }
    }

    /** The primary key. */
    record PrimaryKey(List<String> columns, Storage storage, Deferral deferral) implements OfConstraint {
        public PrimaryKey {
            columns = List.copyOf(columns);
        }
    }

    /** That each row obeys a condition. */
    record Check(String condition, boolean noInherit) implements OfConstraint {}

    /** That each row refers to one of another table; the lists pair up by position. */
    record ForeignKey(
            List<String> columns, Table target, List<String> targetColumns, Reaction reaction, Deferral deferral)
            implements OfConstraint {
        public ForeignKey {
            columns = List.copyOf(columns);
            targetColumns = List.copyOf(targetColumns);
        }
    }

    /** That no two rows stand to each other as the elements say. */
    record Exclusion(
            String elements,
            @Nullable String method,
            @Nullable String predicate,
            Storage storage,
            Deferral deferral) implements OfConstraint {}

    /** An index. */
    record OfIndex(
            List<Element> elements,
            boolean unique,
            String method,
            @Nullable String predicate,
            @Nullable String storageParameters)
            implements Draft {
        public OfIndex {
            elements = List.copyOf(elements);
        }
    }

    /** A column of an index; the words are those of SQL. */
    record Element(
            String column,
            @Nullable String collation,
            @Nullable String operatorClass,
            List<String> parameters,
            String order) {
        public Element {
            parameters = List.copyOf(parameters);
        }
    }

    /** The columns of a new table. */
    record OfColumns(List<NewColumn> columns) implements Draft {
        public OfColumns {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column of a new table; a serial type counts as what it stands for.
     *
     * @param origin the default, the expression it is computed by, or the options of its sequence, as written
     */
    record NewColumn(
            String name,
            String type,
            boolean nullable,
            Column.Origin origin,
            @Nullable String comment) {}

    /** Where and how an index lies. */
    record Storage(
            List<String> include,
            @Nullable String parameters,
            @Nullable String tablespace) {

        /** As the server would have it. */
        public static final Storage STANDARD = new Storage(List.of(), null, null);

        public Storage {
            include = List.copyOf(include);
        }
    }

    /** When a constraint is checked. */
    enum Deferral {
        AT_ONCE,
        DEFERRABLE,
        AT_COMMIT
    }

    /**
     * What happens to a row when the one that it refers to goes or changes; the words are those of SQL.
     *
     * @param setColumns the columns that are set on delete; all, if empty
     */
    record Reaction(String onDelete, List<String> setColumns, String onUpdate, String match) {

        /** Nothing, so that it is refused. */
        public static final Reaction NONE = new Reaction("NO ACTION", List.of(), "NO ACTION", "SIMPLE");

        public Reaction {
            setColumns = List.copyOf(setColumns);
        }
    }
}
