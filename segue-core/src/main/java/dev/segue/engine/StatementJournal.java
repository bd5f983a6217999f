package dev.segue.engine;

import dev.segue.engine.SeenStatements.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What Segue remembers of the application's statements. As {@link Journal}, of which it is a part. */
public interface StatementJournal {

    /** {@return what is known of a source; empty where nobody has looked} */
    Optional<SeenStatements> seen(Connection connection, String migration, Source source) throws SQLException;

    /** Remembers a look, in place of the one before. */
    void seen(Connection connection, String migration, SeenStatements seen) throws SQLException;

    /** Forgets what is known of a source. */
    void forget(Connection connection, String migration, Source source) throws SQLException;
}
