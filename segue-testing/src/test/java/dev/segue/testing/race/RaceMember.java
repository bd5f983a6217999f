package dev.segue.testing.race;

import dev.segue.client.Stage;
import dev.segue.client.duplicate.DuplicateWriteName;
import java.sql.Connection;
import java.sql.SQLException;

/** One process as a member of the fleet: it is registered, and keeps its lease. Thread-safe. */
interface RaceMember extends AutoCloseable {

    /** A read that goes by one stage until it is closed. */
    interface Reading extends AutoCloseable {

        Stage stage();

        @Override
        void close();
    }

    DuplicateWriteName duplicateWrite(String name);

    Reading reading(Connection connection) throws SQLException;

    @Override
    void close();
}
