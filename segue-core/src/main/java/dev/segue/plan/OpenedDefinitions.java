package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.dialect.Dialect;
import dev.segue.plan.Resolver.Opened;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts of new constraints and indexes on columns that bear other names while both shapes live: the server writes
 * them, as it does when a column is renamed.
 */
final class OpenedDefinitions {

    private final Dialect dialect;
    private final Connection connection;

    OpenedDefinitions(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /** {@return the texts, by the identity of what they define} */
    Map<String, Opened> of(Catalog before, Catalog after) throws SQLException {
        Map<String, Opened> opened = new HashMap<>();
        for (Table wanted : after.list()) {
            Optional<Table> present = before.tableOf(wanted.identity());
            if (present.isEmpty() || present.get().equals(wanted)) {
                continue;
            }
            Map<String, String> names = new Places(dialect, present, Optional.of(wanted)).opened();
            names.entrySet().removeIf(n -> n.getKey().equals(n.getValue()));
            for (Constraint constraint : wanted.constraints()) {
                boolean isNew =
                        present.get().constraintOf(constraint.identity()).isEmpty();
                if (isNew && constraint.columns().stream().anyMatch(names::containsKey)) {
                    constraint(wanted, constraint, names).ifPresent(o -> opened.put(constraint.identity(), o));
                }
            }
            for (Index index : wanted.indexes()) {
                boolean isNew = present.get().indexOf(index.identity()).isEmpty();
                if (isNew && index.columns().stream().anyMatch(names::containsKey)) {
                    opened.put(index.identity(), new Opened(renamed(wanted, index.definition(), true, names), null));
                }
            }
        }
        return opened;
    }

    private Optional<Opened> constraint(Table wanted, Constraint constraint, Map<String, String> names)
            throws SQLException {
        return switch (constraint) {
            case Constraint.ForeignKey key -> Optional.empty(); // named by its columns
            case Constraint.PrimaryKey key ->
                key.definition() == null
                        ? Optional.empty()
                        : Optional.of(new Opened(
                                renamed(wanted, key.definition(), false, names), index(wanted, key.index(), names)));
            case Constraint.Unique unique ->
                Optional.of(new Opened(
                        renamed(wanted, unique.definition(), false, names), index(wanted, unique.index(), names)));
            case Constraint.Check check ->
                Optional.of(new Opened(renamed(wanted, check.definition(), false, names), null));
            case Constraint.Other other ->
                Optional.of(new Opened(renamed(wanted, other.definition(), false, names), null));
        };
    }

    private @Nullable String index(Table wanted, @Nullable String definition, Map<String, String> names)
            throws SQLException {
        return definition == null ? null : renamed(wanted, definition, true, names);
    }

    private String renamed(Table wanted, String definition, boolean index, Map<String, String> names)
            throws SQLException {
        return dialect.renamedDefinition(connection, wanted.columns(), definition, index, names)
                .orElseThrow(() -> new SQLException(
                        "the server refuses on the columns of " + wanted.name() + ": " + definition, "42601"));
    }
}
