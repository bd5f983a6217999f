package dev.segue.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The right to drive a migration; held by a session of its own, so that it dies with the process. */
final class Lease implements AutoCloseable {

    private final Journal journal;
    private final Connection session;
    private final String migration;

    private Lease(Journal journal, Connection session, String migration) {
        this.journal = journal;
        this.session = session;
        this.migration = migration;
    }

    static Lease take(Sessions sessions, Journal journal, String migration, String actor) {
        try {
            Connection session = sessions.open();
            try {
                if (journal.lease(session, migration, actor)) {
                    return new Lease(journal, session, migration);
                }
                Optional<String> driver = journal.driver(session, migration);
                session.close();
                throw SegueException.failed(
                        migration + " is driven by another process: " + driver.orElse("unknown"),
                        "wait for it, or segue pause " + migration + "; its lease ends with it",
                        null);
            } catch (SQLException e) {
                session.close();
                throw e;
            }
        } catch (SQLException e) {
            throw sessions.failure(migration + ": no lease", e);
        }
    }

    /**
     * Checks that the session, and so the lease, is still there.
     *
     * @throws SegueException if it is gone: another process may drive by now
     */
    void check() {
        try {
            if (session.isValid(5)) {
                return;
            }
        } catch (SQLException e) {
            throw lost(e);
        }
        throw lost(null);
    }

    private SegueException lost(@org.jspecify.annotations.Nullable SQLException e) {
        return SegueException.failed(
                migration + ": the session that holds the lease was lost", "segue resume " + migration, e);
    }

    @Override
    public void close() {
        try (session) {
            journal.release(session, migration);
        } catch (SQLException e) {
            // the lease ends with the session, which is what was wanted
            org.slf4j.LoggerFactory.getLogger(Lease.class)
                    .debug("the lease of {} ended with its session", migration, e);
        }
    }
}
