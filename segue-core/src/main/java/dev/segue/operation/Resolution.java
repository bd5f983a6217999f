package dev.segue.operation;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Domain;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Index;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.Sequence;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.mapping.Evaluated;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operation sees of the database and of the operations before it, and where it puts what it resolves to. Used by
 * one thread. Nothing here changes the database.
 */
public interface Resolution {

    /** {@return the tables as they are} */
    Catalog before();

    /** {@return the tables as they will be after the operations so far} */
    Catalog after();

    /** {@return the full name of a table as the file names it} */
    TableName name(ObjectName name);

    /** {@return what has taken that name already: {@code table}, {@code view}, {@code index}, …} */
    Optional<String> taken(TableName name);

    /** {@return the identity of something new} */
    String newIdentity();

    /** {@return the name, shortened to what the database admits, so that different names stay different} */
    String fit(String name);

    /** Makes the table look like this afterwards: the one of the same identity, or a new one. */
    void put(Table table);

    /**
     * Makes a table look like {@code after} afterwards, in which columns replace others and their values give each other.
     *
     * @param before the table as the operations before left it
     * @param after the table with the made columns and without those that go
     */
    void replace(Table before, Table after, Replacement replacement);

    /**
     * {@return the value of a column as an expression over a table's row, or nothing if it was refused}
     *
     * @param path where it stands in the operation
     * @param table the table, as far as the operations so far have changed it, whose columns it may use
     * @param wanted the column that receives it
     */
    Optional<Expression> value(String path, String sql, Table table, Column wanted);

    /** Has a constraint that goes bind both codes until contract, because both have the same values. */
    void bindUntilContract(Constraint constraint);

    /** Has a condition that goes bind nobody from expand on, even where columns of it go as well. */
    void loosen(Constraint constraint);

    /**
     * Has a row deleted as soon as it is marked as deleted, as long as code is at work that does not know the mark.
     *
     * @param mark the new column with the mark
     * @param key the columns by which a row is found
     */
    void deleteMarkedUntilContract(Table table, Column mark, List<Column> key);

    /** Has a new column draw its values from a sequence of its own, as its default says. */
    void number(Column column);

    /** Takes a table away. */
    void remove(Table table);

    /**
     * {@return a type as the server writes it, or nothing if it was refused}
     *
     * @param path where it stands in the operation
     */
    Optional<String> type(String path, String type);

    /** {@return the name of a column as an expression} */
    String quoted(String column);

    /**
     * {@return the server's text of a constraint or an index after columns of the table were renamed, or nothing where it
     * admits no such one}
     */
    Optional<String> redefined(Table table, String definition, boolean index, Map<String, String> names);

    /**
     * Relates both shapes; mappings are filled in the order in which they are added. Both tables are there as they will be;
     * what the mapping goes by, later operations may not change.
     */
    void relate(Lookup lookup);

    /**
     * {@return the expression as the server understands it, or nothing if it was refused}
     *
     * @param path where it stands in the operation
     * @param row the name under which it may refer to its row
     * @param sample the table whose rows it is tried on, if there is one already
     */
    Optional<Expression> expression(
            String path, String sql, String row, List<Expression.Argument> arguments, Optional<TableName> sample);

    /**
     * {@return the constraint as the server writes it, new, or nothing if it was refused}
     *
     * @param path where it stands in the operation
     * @param table the table as it will be by then
     */
    Optional<Constraint> constraint(String path, Table table, String name, Draft.OfConstraint draft);

    /** {@return the index as the server writes it, new, or nothing if it was refused} */
    Optional<Index> index(String path, Table table, String name, Draft.OfIndex draft);

    /** {@return the columns of a new table as the server writes them, or nothing if they were refused} */
    Optional<List<Column>> columns(String path, TableName table, Draft.OfColumns draft);

    /**
     * Makes a type or a sequence.
     *
     * @param path where it stands in the operation
     * @return whether it was not refused
     */
    boolean make(String path, SchemaObject object);

    /**
     * Makes a type that comes in the place of another, and gets its name when that one goes.
     *
     * @param path where it stands in the operation
     * @return how a column of the new type is written until then, or nothing if it was refused
     */
    Optional<String> replace(String path, SchemaObject old, SchemaObject made);

    /** Gives an enum values, for later migrations. */
    void add(String path, TableName type, List<ObjectChange.AddValue> added);

    /** Changes a type or a sequence that is there, and stays. */
    void change(String path, SchemaObject object, List<ObjectChange> changes);

    /** {@return a domain that is there} */
    Optional<Domain> domain(TableName name);

    /** {@return a sequence that is there} */
    Optional<Sequence> sequence(TableName name);

    /** {@return the value of an expression without any column, as the server has it, or why there is none} */
    Evaluated evaluated(String expression);

    /** {@return whether the server has a hash for values of a type, as it needs to look them up by one} */
    boolean hashes(String type);

    /** {@return whether the server admits a constraint of the table} */
    boolean admits(Table table, String name, Draft.OfConstraint draft);

    /** {@return the values of an enum that is there, in their order} */
    Optional<List<String>> enumValues(TableName type);

    /** {@return how the column of a type is written, as {@link Column#type} has it, or nothing if it was refused} */
    Optional<String> typeName(String path, TableName type);

    /** {@return whether nobody uses the data while it changes} */
    boolean standsStill();

    /**
     * Has a script of the author's executed.
     *
     * @param down undoes it; null where nothing does
     * @param onComplete whether it waits until the old shape goes
     */
    void script(String up, @Nullable String down, boolean onComplete);

    /** {@return the server's text of a check or index after its columns were renamed, or nothing where it cannot be} */
    Optional<String> renamed(TableName table, String constraintOrIndex, Map<String, String> columns);

    /** {@return what the migration says of old writes that have no new value} */
    Mapping.OnUnmappable onUnmappable();

    /** Refuses the migration: the value at that path of the operation cannot be. */
    void refuse(String path, String message, @Nullable String hint);

    /** Says something that the author should know. */
    void warn(String message, @Nullable String hint);
}
