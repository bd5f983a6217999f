package dev.segue.engine;

import dev.segue.dialect.Dialect;
import java.util.ServiceLoader;
import javax.sql.DataSource;

/** Finds the module for a database, and opens engines. Thread-safe. */
public final class Engines {

    private Engines() {}

    /**
     * {@return an engine for the database}
     *
     * @param jdbcUrl tells which module speaks to it
     * @param dataSource gives connections to the same database; must not go through a pooler in transaction mode
     * @throws SegueException if no module speaks to such a URL
     */
    public static Engine open(String jdbcUrl, DataSource dataSource, EngineSettings settings, EngineListener listener) {
        DatabaseModule module = module(jdbcUrl);
        return new DefaultEngine(module.dialect(), module.journal(), dataSource, settings, listener);
    }

    /** {@return the dialect of the database} */
    public static Dialect dialect(String jdbcUrl) {
        return module(jdbcUrl).dialect();
    }

    private static DatabaseModule module(String jdbcUrl) {
        for (DatabaseModule module : ServiceLoader.load(DatabaseModule.class, Engines.class.getClassLoader())) {
            if (module.accepts(jdbcUrl)) {
                return module;
            }
        }
        throw SegueException.usage(
                "no module speaks to such a database URL; it should begin with jdbc:postgresql:",
                "give --url jdbc:postgresql://host/database");
    }
}
