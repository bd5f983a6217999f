package dev.segue.engine;

import dev.segue.catalog.TableName;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The other migrations of the database. While one is under way, its tables are its own: one function decides per table. */
final class Neighbours {

    private final Journal journal;

    Neighbours(Journal journal) {
        this.journal = journal;
    }

    /**
     * @throws SegueException if another migration that is under way changes a table of the plan
     */
    void refuse(Connection connection, Plan plan) throws SQLException {
        String name = plan.header().migration();
        for (String other : journal.names(connection)) {
            Optional<Journal.Entry> entry = journal.find(connection, other);
            if (other.equals(name) || entry.isEmpty() || entry.get().state().isOver()) {
                continue;
            }
            Set<TableName> shared = tables(plan);
            shared.retainAll(tables(PlanCodec.read(entry.get().plan())));
            if (!shared.isEmpty()) {
                throw SegueException.usage(
                        "%s cannot be started: %s changes %s too, and is %s"
                                .formatted(
                                        name,
                                        other,
                                        shared.stream()
                                                .map(TableName::toString)
                                                .sorted()
                                                .collect(Collectors.joining(", ")),
                                        entry.get().state().word()),
                        "segue status " + other
                                + " says how it ends; contract it or roll it back, then run this again");
            }
        }
    }

    private static Set<TableName> tables(Plan plan) {
        return plan.mappings().stream().flatMap(m -> m.tables().stream()).collect(Collectors.toSet());
    }
}
