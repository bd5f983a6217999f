package dev.segue.inspect;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Keys;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.dialect.Finding;
import dev.segue.dialect.FoundVersion;
import dev.segue.dialect.Observation;
import dev.segue.dialect.Relation;
import dev.segue.dialect.Relation.Standing;
import dev.segue.dialect.Survey;
import dev.segue.inspect.Inspection.Inspected;
import dev.segue.inspect.Inspection.Key;
import dev.segue.inspect.Verdict.Answer;
import dev.segue.inspect.Verdict.Reason;
import dev.segue.operation.Refusals;
import dev.segue.plan.UnderWay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Says of tables what can be done with them. A function of what was read; thread-safe.
 *
 * @param observation the tables that operations would see
 * @param survey what preflights would say
 * @param underWay the migrations that are under way
 * @param versions the version schemas that are there
 */
public record Inspector(Observation observation, Survey survey, List<UnderWay> underWay, List<FoundVersion> versions) {

    public Inspector {
        underWay = List.copyOf(underWay);
        versions = List.copyOf(versions);
    }

    /**
     * {@return what can be done with the relations that the names mean}
     *
     * @param names schemas and tables; the whole database if there is none
     * @param schemas those that are there
     * @param defaultSchema the schema of a table that is named without one
     * @throws UnknownNameException if nothing bears one of the names
     */
    public Inspection inspect(List<String> names, Collection<String> schemas, String defaultSchema)
            throws UnknownNameException {
        Selection selection = new Selection(survey.relations(), schemas, defaultSchema);
        selection.choose(names);
        return new Inspection(
                selection.chosen().entrySet().stream()
                        .map(one -> inspect(one.getKey(), one.getValue()))
                        .toList(),
                selection.leftOut(),
                survey.unseen());
    }

    private Inspected inspect(Relation relation, boolean named) {
        Optional<Table> table =
                relation.nature().kind().isTable() ? observation.catalog().table(relation.name()) : Optional.empty();
        return table.map(t -> inspect(relation, named, t)).orElseGet(() -> notATable(relation, named));
    }

    private Inspected inspect(Relation relation, boolean named, Table table) {
        Key key = Keys.of(table)
                .map(columns -> new Key(
                        columns.stream().map(Column::name).toList(),
                        table.primaryKey().isPresent()))
                .orElse(null);
        boolean versioned = versions.stream()
                .anyMatch(v -> v.base().equals(table.name().schema())
                        && underWay.stream().noneMatch(u -> u.migration().equals(v.migration())));
        return new Inspected(
                relation,
                named,
                key,
                new Verdicts(table, relation.found(), underWay, versioned).all(),
                standing(relation, table));
    }

    private Inspected notATable(Relation relation, boolean named) {
        String what =
                Refusals.notATable(relation.name(), relation.nature().kind().words());
        Reason reason = new Reason(Finding.refuse(what, wayOut(relation.nature().kind())), null, null);
        return new Inspected(
                relation,
                named,
                null,
                Arrays.stream(Change.values())
                        .map(change -> new Verdict(change, Answer.NO, List.of(reason)))
                        .toList(),
                relation.standing());
    }

    private static String wayOut(Relation.Kind kind) {
        return switch (kind) {
            case VIEW, MATERIALIZED_VIEW ->
                "change the tables that it reads, and let it read their new shape while both live (CREATE OR REPLACE …)";
            case FOREIGN -> "run Segue on the server that holds its rows";
            case TEMPORARY -> "it belongs to one session, which alone sees its rows: let the application make it anew";
            case ORDINARY, PARTITIONED, PARTITION, INHERITED, INHERITING -> "run it again: the table was made just now";
        };
    }

    private List<Standing> standing(Relation relation, Table table) {
        List<Standing> standing = new ArrayList<>(relation.standing());
        for (Constraint constraint : table.constraints()) {
            switch (constraint) {
                case Constraint.ForeignKey key ->
                    standing.add(new Standing(
                            "refers to",
                            "%s(%s), by %s (%s)"
                                    .formatted(
                                            key.target(),
                                            String.join(", ", key.targetColumns()),
                                            String.join(", ", key.columns()),
                                            key.name())));
                case Constraint.Other other ->
                    standing.add(new Standing("exclusion", other.name() + " " + other.definition()));
                case Constraint.PrimaryKey key -> {}
                case Constraint.Unique unique -> {}
                case Constraint.Check check -> {}
            }
        }
        for (Column column : table.columns()) {
            switch (column.origin().generation()) {
                case STORED, VIRTUAL ->
                    standing.add(new Standing(
                            "generated column",
                            column.name() + " = " + column.origin().expression()));
                case IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT ->
                    standing.add(new Standing("identity column", column.name()));
                case NONE, DEFAULT -> {}
            }
        }
        ReplicaIdentity identity = table.attachments().replicaIdentity();
        if (identity != null && identity.kind() != ReplicaIdentity.Kind.DEFAULT) {
            standing.add(new Standing(
                    "replica identity",
                    identity.index() == null
                            ? identity.kind().name().toLowerCase(java.util.Locale.ROOT)
                            : "index " + identity.index()));
        }
        versions.stream()
                .filter(v -> v.base().equals(table.name().schema()))
                .forEach(v -> standing.add(new Standing("version schema", v.name() + ", of " + v.migration())));
        underWay.stream()
                .filter(u -> u.claim().tables().containsKey(table.name()))
                .forEach(u -> standing.add(new Standing("migration", u.migration() + ", " + u.state())));
        return standing;
    }
}
