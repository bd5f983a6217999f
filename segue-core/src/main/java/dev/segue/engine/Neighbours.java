package dev.segue.engine;

import dev.segue.plan.Claim;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.plan.UnderWay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The other migrations of the database. */
final class Neighbours {

    private final Journal journal;

    Neighbours(Journal journal) {
        this.journal = journal;
    }

    /** {@return the migrations that are under way, with what they need} */
    List<UnderWay> underWay(Connection connection) throws SQLException {
        List<UnderWay> found = new ArrayList<>();
        for (String name : journal.names(connection)) {
            Optional<Journal.Entry> entry = journal.find(connection, name);
            if (entry.isPresent() && !entry.get().state().isOver()) {
                found.add(new UnderWay(
                        name,
                        entry.get().state().word(),
                        Claim.of(PlanCodec.read(entry.get().plan()))));
            }
        }
        return found;
    }

    /**
     * @throws SegueException if another migration that is under way changes what the plan changes
     */
    void refuse(Connection connection, Plan plan) throws SQLException {
        String name = plan.header().migration();
        for (UnderWay other : underWay(connection)) {
            List<String> shared = Claim.of(plan).shared(other.claim());
            if (!other.migration().equals(name) && !shared.isEmpty()) {
                throw SegueException.usage(name + " cannot be started: " + other.changes(shared), other.next());
            }
        }
    }
}
