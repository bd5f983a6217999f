package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.MayBeBlank;
import dev.segue.declare.Shorthand;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.declare.Words;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says how a changed row of a table is told apart in logical replication. */
@Description("Says how a changed row of a table is told apart in logical replication.")
public record SetReplicaIdentity(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("What tells a row apart; a single word is its type.")
        Identity identity)
        implements Operation {

    public SetReplicaIdentity {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Optional<Table> found = Tables.find(resolution, "table", table);
        if (found.isEmpty()) {
            return;
        }
        Table on = found.get();
        ReplicaIdentity wanted = switch (identity.type()) {
            case "full" -> new ReplicaIdentity(ReplicaIdentity.Kind.FULL, null);
            case "nothing" -> new ReplicaIdentity(ReplicaIdentity.Kind.NOTHING, null);
            case "index" -> new ReplicaIdentity(ReplicaIdentity.Kind.INDEX, identity.index());
            default -> ReplicaIdentity.DEFAULT;
        };
        boolean nothing = wanted.kind() == ReplicaIdentity.Kind.NOTHING
                || wanted.kind() == ReplicaIdentity.Kind.DEFAULT
                        && on.primaryKey().isEmpty();
        if (nothing) {
            resolution.warn(
                    "no row of " + on.name()
                            + " can be told apart: where the table is published, UPDATE and DELETE fail",
                    "say identity: { type: full }, unless it is never published");
        }
        if (wanted.index() == null || tellsApart(resolution, on, wanted.index())) {
            resolution.put(on.withAttachments(on.attachments().withReplicaIdentity(wanted)));
        }
    }

    private static boolean tellsApart(Resolution resolution, Table table, String name) {
        Optional<List<String>> columns = table.index(name)
                .filter(i -> i.unique() && !i.definition().contains(" WHERE "))
                .map(Index::columns)
                .or(() -> table.constraint(name)
                        .filter(c -> c instanceof Constraint.Unique || c instanceof Constraint.PrimaryKey)
                        .map(Constraint::columns));
        if (columns.isEmpty()) {
            List<String> unique = Stream.concat(
                            table.indexes().stream().filter(Index::unique).map(Index::name),
                            table.constraints().stream()
                                    .filter(c -> c instanceof Constraint.Unique || c instanceof Constraint.PrimaryKey)
                                    .map(Constraint::name))
                    .toList();
            resolution.refuse(
                    "identity.index",
                    "table " + table.name() + " has no unique index " + Wording.quoted(name) + " of all its rows"
                            + Suggestions.didYouMean(name, unique),
                    "unique indexes: " + (unique.isEmpty() ? "none" : Tables.shortList(unique)));
            return false;
        }
        List<String> nullable = columns.get().stream()
                .filter(c -> table.column(c).map(Column::nullable).orElse(true))
                .toList();
        if (!nullable.isEmpty()) {
            resolution.refuse(
                    "identity.index",
                    "index " + name + " tells no rows apart in which a column is NULL: " + String.join(", ", nullable),
                    "make it NOT NULL first, or say identity: { type: full }");
        }
        return nullable.isEmpty();
    }

    /**
     * What tells a row apart.
     *
     * @param index only with {@code type: index}
     */
    @Description("What tells a row apart; a single word is its type.")
    @Shorthand("type")
    public record Identity(
            @Description("default: the primary key; full: all columns; index: a unique index; nothing.")
            @Words({"default", "full", "index", "nothing", "DEFAULT", "FULL", "INDEX", "NOTHING"})
            String type,

            @Description("The unique index, with type: index.")
            @Text(maximumLength = Identifiers.MOST_BYTES)
            @MayBeBlank
            @Nullable
            String index) {

        public Identity {
            type = type.toLowerCase(Locale.ROOT);
            index = index == null || index.isBlank() ? null : index;
            var faults = new Faults();
            faults.require(
                    type.equals("index") == (index != null),
                    index == null ? "type" : "index",
                    index == null ? "no index is named" : "an index is named only with type: index",
                    index == null ? "write { type: index, index: NAME }" : "leave it out, or write type: index");
            faults.throwIfAny();
        }
    }
}
