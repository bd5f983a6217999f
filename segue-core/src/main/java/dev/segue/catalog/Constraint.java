package dev.segue.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A constraint of a table. Columns are given by name, in the constraint's own order. */
public sealed interface Constraint {

    /** {@return what the constraint is, apart from its name: a renamed one keeps it} */
    String identity();

    /** {@return the constraint's name, unquoted} */
    String name();

    /** {@return the columns of its own table that the constraint mentions} */
    List<String> columns();

    /** {@return the comment on the constraint, or null} */
    @Nullable
    String comment();

    /** {@return whether the rows that were there before are known to obey} */
    default boolean validated() {
        return true;
    }

    /** {@return whether an index of the same name belongs to it} */
    default boolean hasIndex() {
        return switch (this) {
            case PrimaryKey key -> true;
            case Unique unique -> true;
            case Other other -> true;
            case Check check -> false;
            case ForeignKey key -> false;
        };
    }

    /** {@return this constraint as another one, which says the same} */
    Constraint withIdentity(String newIdentity);

    /** {@return this constraint under another name, with the same identity} */
    Constraint withName(String newName);

    /** {@return this constraint on columns of other names, with the same identity} */
    Constraint withColumns(List<String> newColumns);

    /**
     * {@return this constraint with another text, where it has one, with the same identity}
     *
     * @param indexText the text of its index, where it has one
     */
    Constraint withDefinition(String text, @Nullable String indexText);

    /** {@return whether it says the same as the other one, whatever either is called} */
    default boolean alike(Constraint other) {
        return switch (this) {
            case PrimaryKey key -> other instanceof PrimaryKey k && Objects.equals(key.definition(), k.definition());
            case Unique unique ->
                other instanceof Unique u && unique.definition().equals(u.definition());
            case Check check -> other instanceof Check c && check.definition().equals(c.definition());
            case ForeignKey key ->
                other instanceof ForeignKey k
                        && key.target().equals(k.target())
                        && key.targetColumns().equals(k.targetColumns())
                        && key.columns().equals(k.columns())
                        && key.rules().equals(k.rules());
            case Other rest -> other instanceof Other o && rest.definition().equals(o.definition());
        };
    }

    /**
     * The primary key.
     *
     * @param definition the server's own text of it, from {@code PRIMARY KEY} on; null for a plain one of its columns
     * @param index the server's own text of its index, from {@code USING} on; null for a plain one
     */
    record PrimaryKey(
            String identity,
            String name,
            List<String> columns,
            @Nullable String definition,
            @Nullable String index,
            @Nullable String comment)
            implements Constraint {
        public PrimaryKey {
            identity = identity == null ? name : identity;
            columns = List.copyOf(columns);
        }

        /** {@return a plain primary key, without a comment} */
        public static PrimaryKey of(String identity, String name, List<String> columns) {
            return new PrimaryKey(identity, name, columns, null, null, null);
        }

        @Override
        public PrimaryKey withIdentity(String newIdentity) {
            return new PrimaryKey(newIdentity, name, columns, definition, index, comment);
        }

        @Override
        public PrimaryKey withName(String newName) {
            return new PrimaryKey(identity, newName, columns, definition, index, comment);
        }

        @Override
        public PrimaryKey withColumns(List<String> newColumns) {
            return new PrimaryKey(identity, name, newColumns, definition, index, comment);
        }

        @Override
        public PrimaryKey withDefinition(String text, @Nullable String indexText) {
            return new PrimaryKey(identity, name, columns, text, indexText, comment);
        }
    }

    /**
     * A unique constraint.
     *
     * @param definition the server's own text of it, from {@code UNIQUE} on
     * @param index the server's own text of its index, from {@code USING} on; null where a plan of an older release does
     *     not say
     */
    record Unique(
            String identity,
            String name,
            List<String> columns,
            String definition,
            @Nullable String index,
            @Nullable String comment)
            implements Constraint {
        public Unique {
            identity = identity == null ? name : identity;
            columns = List.copyOf(columns);
        }

        @Override
        public Unique withIdentity(String newIdentity) {
            return new Unique(newIdentity, name, columns, definition, index, comment);
        }

        @Override
        public Unique withName(String newName) {
            return new Unique(identity, newName, columns, definition, index, comment);
        }

        @Override
        public Unique withColumns(List<String> newColumns) {
            return new Unique(identity, name, newColumns, definition, index, comment);
        }

        @Override
        public Unique withDefinition(String text, @Nullable String indexText) {
            return new Unique(identity, name, columns, text, indexText, comment);
        }
    }

    /** A check; {@code definition} is the server's own text of it, from {@code CHECK} on, without NOT VALID. */
    record Check(
            String identity,
            String name,
            List<String> columns,
            String definition,
            boolean validated,
            @Nullable String comment)
            implements Constraint {
        public Check {
            identity = identity == null ? name : identity;
            columns = List.copyOf(columns);
        }

        @Override
        public Check withIdentity(String newIdentity) {
            return new Check(newIdentity, name, columns, definition, validated, comment);
        }

        @Override
        public Check withName(String newName) {
            return new Check(identity, newName, columns, definition, validated, comment);
        }

        @Override
        public Check withColumns(List<String> newColumns) {
            return new Check(identity, name, newColumns, definition, validated, comment);
        }

        @Override
        public Check withDefinition(String text, @Nullable String indexText) {
            return new Check(identity, name, columns, text, validated, comment);
        }
    }

    /**
     * A foreign key to {@code target}; the lists pair up by position.
     *
     * @param rules what the server takes after the columns referred to, {@code ON DELETE CASCADE DEFERRABLE}; or empty
     */
    record ForeignKey(
            String identity,
            String name,
            List<String> columns,
            TableName target,
            List<String> targetColumns,
            boolean validated,
            String rules,
            @Nullable String comment)
            implements Constraint {
        public ForeignKey {
            identity = identity == null ? name : identity;
            rules = rules == null ? "" : rules;
            columns = List.copyOf(columns);
            targetColumns = List.copyOf(targetColumns);
            if (columns.size() != targetColumns.size()) {
                throw new IllegalArgumentException(
                        "foreign key " + name + " pairs " + columns + " with " + targetColumns);
            }
        }

        /** {@return a validated foreign key without further rules and without a comment} */
        public static ForeignKey of(
                String identity, String name, List<String> columns, TableName target, List<String> targetColumns) {
            return new ForeignKey(identity, name, columns, target, targetColumns, true, "", null);
        }

        @Override
        public ForeignKey withIdentity(String newIdentity) {
            return new ForeignKey(newIdentity, name, columns, target, targetColumns, validated, rules, comment);
        }

        @Override
        public ForeignKey withName(String newName) {
            return new ForeignKey(identity, newName, columns, target, targetColumns, validated, rules, comment);
        }

        @Override
        public ForeignKey withColumns(List<String> newColumns) {
            return new ForeignKey(identity, name, newColumns, target, targetColumns, validated, rules, comment);
        }

        @Override
        public ForeignKey withDefinition(String text, @Nullable String indexText) {
            return this; // its text is its columns
        }

        /** {@return this foreign key to the table under another name} */
        public ForeignKey withTarget(TableName newTarget) {
            return withTarget(newTarget, targetColumns);
        }

        /** {@return this foreign key to the table and its columns under other names} */
        public ForeignKey withTarget(TableName newTarget, List<String> newColumns) {
            return new ForeignKey(identity, name, columns, newTarget, newColumns, validated, rules, comment);
        }

        /** {@return this foreign key, known to hold for the rows that were there before, or not} */
        public ForeignKey withValidated(boolean known) {
            return new ForeignKey(identity, name, columns, target, targetColumns, known, rules, comment);
        }
    }

    /** Anything else the server knows: exclusion. It builds its index under its lock. */
    record Other(
            String identity,
            String name,
            List<String> columns,
            String definition,
            @Nullable String comment) implements Constraint {
        public Other {
            identity = identity == null ? name : identity;
            columns = List.copyOf(columns);
        }

        @Override
        public Other withIdentity(String newIdentity) {
            return new Other(newIdentity, name, columns, definition, comment);
        }

        @Override
        public Other withName(String newName) {
            return new Other(identity, newName, columns, definition, comment);
        }

        @Override
        public Other withColumns(List<String> newColumns) {
            return new Other(identity, name, newColumns, definition, comment);
        }

        @Override
        public Other withDefinition(String text, @Nullable String indexText) {
            return new Other(identity, name, columns, text, comment);
        }
    }
}
