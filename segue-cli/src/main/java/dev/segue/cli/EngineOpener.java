package dev.segue.cli;

import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;

/** Gives the engine of a database. */
@FunctionalInterface
public interface EngineOpener {

    /**
     * Connects to the database.
     *
     * @throws ConnectionFailure if it cannot be reached, or does not let this user in
     */
    OpenEngine open(ConnectionSettings connection, EngineSettings settings, EngineListener listener);

    /** An engine with what it stands on. */
    interface OpenEngine extends AutoCloseable {

        Engine engine();

        @Override
        void close();
    }
}
