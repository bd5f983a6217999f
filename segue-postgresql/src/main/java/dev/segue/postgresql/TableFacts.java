package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the server's catalog says of one relation, as far as it matters to a change. */
record TableFacts(TableName name, Nature nature, Size size, Role role, Around around) {

    /**
     * What it is.
     *
     * @param kind {@code relkind}: r, p, f, v or m
     * @param persistence {@code relpersistence}: p, u or t
     * @param partition whether it is a partition itself
     * @param root the whole that it is a partition of, else null
     * @param heirs the tables that inherit from it, or its partitions; null if there is none
     * @param ancestors what it inherits from; null if there is none
     * @param foreignPartitions its partitions that are foreign tables; null if there is none
     * @param leaves how many partitions hold rows
     */
    record Nature(
            String kind,
            String persistence,
            boolean partition,
            @Nullable String root,
            @Nullable String heirs,
            @Nullable String ancestors,
            @Nullable String foreignPartitions,
            int leaves) {}

    /** About how many rows there are, and how many bytes they take without indexes. */
    record Size(long rows, long bytes) {}

    /**
     * What the connected role may do.
     *
     * @param rowSecurity whether policies say who sees which rows
     * @param bypass whether the role sees all of them
     */
    record Role(
            String name,
            String database,
            String owner,
            boolean owns,
            boolean mayCreate,
            boolean mayKeepJournal,
            boolean mayCreateSchemas,
            boolean rowSecurity,
            boolean bypass) {}

    /**
     * What stands around it.
     *
     * @param oddTypes the columns of a type of an extension
     * @param inherited the columns that it has from another table
     * @param uses what keeps a column from being dropped
     * @param statistics statistics objects, which the server drops with their columns without a word
     * @param views views and functions that follow a rename
     * @param extras what single partitions have of their own
     */
    record Around(
            Set<String> oddTypes,
            Set<String> inherited,
            List<Use> uses,
            List<Use> statistics,
            List<Dependents.Use> views,
            List<Extra> extras,
            List<Trigger> triggers,
            Replication replication,
            Selected selected) {}

    /** Something that uses a column. */
    record Use(String object, String column) {}

    /** Something that one partition alone has of a column. */
    record Extra(String what, String partition, String column) {}

    /** A trigger of the application's. */
    record Trigger(String name, String definition, boolean before, boolean changesUpdates) {}

    /**
     * Logical replication.
     *
     * @param subscriptions of the database
     * @param writing those of them that write this table
     * @param publications that publish every column of it
     */
    record Replication(List<String> subscriptions, Set<String> writing, List<String> publications) {}

    /**
     * Statements that select everything, as the server counted them.
     *
     * @param statements how many
     * @param failure the SQLSTATE with which the server refused to say; null where it did not
     */
    record Selected(long statements, @Nullable String failure) {}

    boolean isPartitioned() {
        return nature.kind().equals("p");
    }

    /** {@return the columns that something uses, or of which a partition has something of its own} */
    Set<String> used() {
        Set<String> columns = new TreeSet<>();
        around.uses().forEach(use -> columns.add(use.column()));
        around.extras().forEach(extra -> columns.add(extra.column()));
        around.views().stream()
                .map(Dependents.Use::column)
                .filter(Objects::nonNull)
                .forEach(columns::add);
        return columns;
    }

    /** {@return those of the columns that another table has too, because this one is a part or an heir of it} */
    List<String> shared(List<String> columns) {
        return columns.stream()
                .filter(column -> nature.partition() || around.inherited().contains(column))
                .toList();
    }
}
