package dev.segue.postgresql;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.CatalogDifference;
import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Preflight;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import dev.segue.mapping.MappedColumn.Side;
import dev.segue.mapping.Mapping;
import dev.segue.mapping.SameRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks at the tables that a migration changes, and says what speaks against it or should be known. */
final class TablePreflight {

    private final Connection connection;

    TablePreflight(Connection connection) {
        this.connection = connection;
    }

    /** {@return what was found about the table from which a mapping takes its values} */
    Preflight look(Mapping mapping) throws SQLException {
        return switch (mapping) {
            case Lookup lookup -> look(lookup);
            case SameRow row -> look(row);
        };
    }

    private Preflight look(Lookup lookup) throws SQLException {
        TableFacts facts = facts(lookup.child().table());
        TableName written = lookup.parent().table();
        return look(
                facts,
                new TableRules.Target(false, written.toString(), written.schema(), mayCreate(written.schema())),
                lookup.child().key(),
                leaving(lookup));
    }

    private Preflight look(SameRow row) throws SQLException {
        TableFacts facts = facts(row.row().table());
        return look(facts, new TableRules(facts).itself(), sides(row.row().key()), leaving(row));
    }

    private static Preflight look(TableFacts facts, TableRules.Target target, List<Side> key, List<Side> leaving) {
        TableRules rules = new TableRules(facts);
        List<Finding> findings = new ArrayList<>(rules.moving(target, key));
        findings.addAll(leaving(rules, leaving.stream().map(Side::name).toList()));
        findings.addAll(rules.statements());
        findings.addAll(rules.always(leaving));
        return new Preflight(findings, facts.size().rows(), facts.size().bytes());
    }

    /** {@return what is said when the new shape has the columns no more} */
    static List<Finding> leaving(TableRules rules, List<String> columns) {
        List<Finding> findings = new ArrayList<>();
        columns.forEach(c -> findings.addAll(rules.leaving(c)));
        findings.addAll(rules.viewsOf(columns));
        findings.addAll(rules.statisticsOf(columns));
        findings.addAll(rules.extrasOf(columns));
        return findings;
    }

    /** {@return what was found about the tables that change, as far as no mapping says it} */
    List<Finding> look(Catalog before, Catalog after, List<Mapping> mappings) throws SQLException {
        Map<TableName, Set<String>> said = said(mappings);
        List<Finding> findings = new ArrayList<>();
        for (Table table : before.list()) {
            Optional<Table> wanted = after.tableOf(table.identity());
            boolean stays = wanted.isPresent()
                    && CatalogDifference.between(Catalog.of(List.of(table)), Catalog.of(List.of(wanted.get())))
                            .isEmpty();
            if (!stays) {
                findings.addAll(look(table, wanted, Optional.ofNullable(said.get(table.name()))));
            }
        }
        return findings;
    }

    private List<Finding> look(Table table, Optional<Table> after, Optional<Set<String>> said) throws SQLException {
        TableRules rules = new TableRules(facts(table.name()));
        List<Finding> findings = new ArrayList<>();
        if (after.isEmpty()) {
            findings.addAll(rules.viewsOf(names(table, c -> true)));
        }
        Table wanted = after.orElse(table); // of one that goes as a whole, nothing is said column by column
        findings.addAll(KeptColumns.preflight(connection, table, wanted));
        if (said.isEmpty()) {
            findings.addAll(rules.structure());
            if (wanted.columns().stream()
                    .anyMatch(c -> table.columnOf(c.identity()).isEmpty())) {
                findings.addAll(rules.coming());
            }
            findings.addAll(rules.touching(names(
                    table,
                    c -> wanted.columnOf(c.identity())
                            .filter(k -> k.name().equals(c.name()))
                            .isEmpty())));
        }
        findings.addAll(leaving(
                rules,
                names(
                        table,
                        c -> wanted.columnOf(c.identity()).isEmpty()
                                && !said.orElse(Set.of()).contains(c.name()))));
        return findings.stream().distinct().toList();
    }

    private static List<String> names(Table table, Predicate<Column> which) {
        return table.columns().stream().filter(which).map(Column::name).toList();
    }

    /** {@return for each table of a mapping the columns of which the mapping's own preflight speaks} */
    private static Map<TableName, Set<String>> said(List<Mapping> mappings) {
        Map<TableName, Set<String>> said = new HashMap<>();
        for (Mapping mapping : mappings) {
            switch (mapping) {
                case Lookup lookup -> said.put(lookup.child().table(), names(leaving(lookup)));
                case SameRow row -> said.put(row.row().table(), names(leaving(row)));
            }
        }
        return said;
    }

    private static Set<String> names(List<Side> columns) {
        return columns.stream().map(Side::name).collect(Collectors.toSet());
    }

    private static List<Side> leaving(Lookup lookup) {
        return lookup.columns().stream().map(MappedColumn::source).toList();
    }

    private static List<Side> leaving(SameRow row) {
        return sides(row.groups().stream()
                .flatMap(g -> g.oldColumns().stream())
                .filter(c -> c.shape() == SameRow.Shape.OLD)
                .distinct()
                .toList());
    }

    private static List<Side> sides(List<SameRow.Stored> columns) {
        return columns.stream().map(c -> new Side(c.open(), c.type())).toList();
    }

    private TableFacts facts(TableName table) throws SQLException {
        return new TableFactsReader(Relations.named(connection, table), SelectedStatements.read(connection))
                .read().values().stream()
                        .findFirst()
                        .orElseThrow(() -> new SQLException("table " + table + " is gone"));
    }

    private boolean mayCreate(String schema) throws SQLException {
        return Rows.first(
                        connection,
                        "SELECT pg_catalog.has_schema_privilege(?, 'CREATE')",
                        row -> row.getBoolean(1),
                        schema)
                .orElse(false);
    }
}
