package dev.segue.inspect;

import dev.segue.catalog.TableName;
import dev.segue.declare.InvalidDeclarationException;
import dev.segue.declare.Suggestions;
import dev.segue.dialect.Relation;
import dev.segue.dialect.Relation.Kind;
import dev.segue.operation.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which relations are meant by names of schemas and tables. */
final class Selection {

    private final List<Relation> relations;
    private final Collection<String> schemas;
    private final String defaultSchema;
    private final Map<Relation, Boolean> chosen = new LinkedHashMap<>();
    private final Map<Kind, Integer> leftOut = new EnumMap<>(Kind.class);

    Selection(List<Relation> relations, Collection<String> schemas, String defaultSchema) {
        this.relations = relations;
        this.schemas = schemas;
        this.defaultSchema = defaultSchema;
    }

    /**
     * Chooses what the names mean; all of the application's schemas if there is none.
     *
     * @throws UnknownNameException if one of them means nothing
     */
    void choose(List<String> names) throws UnknownNameException {
        if (names.isEmpty()) {
            schemas.stream().filter(schema -> !schema.equals("segue")).forEach(this::schema);
            relations.stream()
                    .filter(r -> r.nature().kind() == Kind.TEMPORARY)
                    .forEach(r -> leftOut.merge(Kind.TEMPORARY, 1, Integer::sum));
        }
        for (String name : names) {
            choose(name);
        }
    }

    /** {@return the relations, and whether each was named itself} */
    Map<Relation, Boolean> chosen() {
        return chosen;
    }

    Map<Kind, Integer> leftOut() {
        return leftOut;
    }

    private void choose(String text) throws UnknownNameException {
        ObjectName name;
        try {
            name = ObjectName.parse(text);
        } catch (InvalidDeclarationException e) {
            throw new UnknownNameException("\"" + text + "\" is not the name of a schema or a table", List.of());
        }
        if (name.schema() == null && schemas.contains(name.name())) {
            schema(name.name());
            return;
        }
        TableName table = new TableName(name.schema() == null ? defaultSchema : name.schema(), name.name());
        List<Relation> found =
                relations.stream().filter(r -> r.name().equals(table)).toList();
        if (found.isEmpty()) {
            throw unknown(name, table);
        }
        found.forEach(r -> chosen.put(r, true));
    }

    private UnknownNameException unknown(ObjectName name, TableName table) {
        List<String> candidates = new ArrayList<>(relations.stream()
                .filter(r -> r.name().schema().equals(table.schema()))
                .map(r -> r.name().name())
                .toList());
        if (name.schema() == null) {
            candidates.addAll(schemas);
        }
        return new UnknownNameException(
                (name.schema() == null ? "there is no schema " + name.name() + " and no table " : "there is no table ")
                        + table
                        + Suggestions.didYouMean(name.name(), candidates),
                List.copyOf(schemas));
    }

    /** What belongs to a table, or to one session, is not listed beside it. */
    private void schema(String schema) {
        for (Relation relation : relations) {
            if (!relation.name().schema().equals(schema)) {
                continue;
            }
            switch (relation.nature().kind()) {
                case ORDINARY, PARTITIONED, INHERITED, INHERITING, FOREIGN -> chosen.putIfAbsent(relation, false);
                case TEMPORARY -> {}
                case PARTITION, VIEW, MATERIALIZED_VIEW ->
                    leftOut.merge(relation.nature().kind(), 1, Integer::sum);
            }
        }
    }
}
