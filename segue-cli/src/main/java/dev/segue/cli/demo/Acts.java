package dev.segue.cli.demo;

import dev.segue.migration.InvalidMigrationException;
import java.sql.SQLException;

/** One way through a migration, from old code alone to the new shape alone, scene by scene. Used by one thread. */
interface Acts {

    /** Plays all of it; what goes wrong is thrown. */
    void play() throws SQLException, InvalidMigrationException;
}
