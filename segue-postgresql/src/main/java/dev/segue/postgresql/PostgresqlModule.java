package dev.segue.postgresql;

import dev.segue.dialect.Dialect;
import dev.segue.engine.DatabaseModule;
import dev.segue.engine.Journal;

/** PostgreSQL, as the service loader finds it. */
public final class PostgresqlModule implements DatabaseModule {

    @Override
    public boolean accepts(String jdbcUrl) {
        return jdbcUrl.startsWith("jdbc:postgresql:");
    }

    @Override
    public Dialect dialect() {
        return new PostgresqlDialect();
    }

    @Override
    public Journal journal() {
        return new PostgresqlJournal();
    }
}
