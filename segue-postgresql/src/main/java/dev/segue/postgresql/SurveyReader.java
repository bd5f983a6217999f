package dev.segue.postgresql;

import dev.segue.catalog.Keys;
import dev.segue.catalog.Table;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Observation;
import dev.segue.dialect.Relation;
import dev.segue.dialect.Relation.Kind;
import dev.segue.dialect.Relation.Standing;
import dev.segue.dialect.Survey;
import dev.segue.mapping.MappedColumn.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Looks at whole schemas as {@link TablePreflight} looks at one table, by the same rules. */
final class SurveyReader {

    private final Connection connection;
    private final Observation observed;

    SurveyReader(Connection connection, Observation observed) {
        this.connection = connection;
        this.observed = observed;
    }

    Survey read(Collection<String> schemas) throws SQLException {
        Relations relations = Relations.of(connection, Versions.without(connection, schemas));
        SelectedStatements statements = SelectedStatements.read(connection);
        Map<Long, TableFacts> facts = new TableFactsReader(relations, statements).read();
        Map<Long, List<Standing>> standing = StandingReader.read(relations);
        List<Relation> found = new ArrayList<>();
        facts.forEach((oid, one) -> found.add(relation(one, standing.getOrDefault(oid, List.of()))));
        return new Survey(found, unseen(statements));
    }

    private static List<String> unseen(SelectedStatements statements) {
        List<String> unseen = new ArrayList<>();
        if (statements.hidden() > 0) {
            unseen.add(
                    statements.hidden()
                            + " statements of other roles in pg_stat_statements, any of which may select *: GRANT pg_read_all_stats to Segue's role");
        }
        if (statements.failure() != null) {
            unseen.add("pg_stat_statements (SQLSTATE " + statements.failure() + ")");
        }
        return unseen;
    }

    private Relation relation(TableFacts facts, List<Standing> standing) {
        Optional<Table> table = observed.catalog().table(facts.name());
        return new Relation(
                facts.name(),
                nature(facts),
                new Relation.Size(facts.size().rows(), facts.size().bytes()),
                table.map(t -> found(t, facts)).orElse(Relation.Found.NOTHING),
                StandingReader.of(facts, standing));
    }

    private static Relation.Nature nature(TableFacts facts) {
        TableFacts.Nature nature = facts.nature();
        boolean unlogged = nature.persistence().equals("u");
        Kind kind = kind(nature);
        return new Relation.Nature(
                kind,
                unlogged,
                nature.leaves(),
                switch (kind) {
                    case PARTITION -> nature.root() == null ? List.of() : List.of(nature.root());
                    case INHERITED -> split(nature.heirs());
                    case INHERITING -> split(nature.ancestors());
                    case PARTITIONED, ORDINARY, FOREIGN, TEMPORARY, VIEW, MATERIALIZED_VIEW -> List.of();
                });
    }

    private static List<String> split(@org.jspecify.annotations.Nullable String names) {
        return names == null ? List.of() : Arrays.asList(names.split(", "));
    }

    private static Kind kind(TableFacts.Nature nature) {
        if (nature.persistence().equals("t")) {
            return Kind.TEMPORARY;
        }
        return switch (nature.kind()) {
            case "f" -> Kind.FOREIGN;
            case "v" -> Kind.VIEW;
            case "m" -> Kind.MATERIALIZED_VIEW;
            default ->
                nature.partition()
                        ? Kind.PARTITION
                        : nature.kind().equals("p")
                                ? Kind.PARTITIONED
                                : nature.heirs() != null
                                        ? Kind.INHERITED
                                        : nature.ancestors() != null ? Kind.INHERITING : Kind.ORDINARY;
        };
    }

    private static Relation.Found found(Table table, TableFacts facts) {
        TableRules rules = new TableRules(facts);
        List<Side> key = Keys.of(table).orElse(List.of()).stream()
                .map(c -> new Side(c.name(), c.type()))
                .toList();
        List<Finding> inPlace = new ArrayList<>(rules.moving(rules.itself(), key));
        inPlace.addAll(rules.statements());
        List<Finding> moving = new ArrayList<>(rules.moving(rules.beside(), key));
        moving.addAll(rules.statements());
        String version = facts.name().schema() + "_NAME";
        List<Finding> versions = new ArrayList<>();
        if (!facts.role().mayCreateSchemas()) {
            versions.add(Versions.forbidden(facts.role().name(), facts.role().database(), version));
        }
        Versions.unread(facts.name(), table.attachments(), version).ifPresent(versions::add);
        Map<String, List<Finding>> leaving =
                each(facts.used(), column -> TablePreflight.leaving(rules, List.of(column)));
        Map<String, List<Finding>> touched =
                each(facts.shared(table.columnNames()), column -> rules.touching(List.of(column)));
        return new Relation.Found(
                inPlace, moving, new Relation.Structure(rules.structure(), rules.coming(), touched), versions, leaving);
    }

    private static Map<String, List<Finding>> each(Collection<String> columns, Function<String, List<Finding>> said) {
        Map<String, List<Finding>> found = new LinkedHashMap<>();
        columns.forEach(column -> found.put(column, said.apply(column)));
        return found;
    }
}
