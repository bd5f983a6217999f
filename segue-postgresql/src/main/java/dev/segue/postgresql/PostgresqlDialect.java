package dev.segue.postgresql;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.CatalogChange;
import dev.segue.catalog.Domain;
import dev.segue.catalog.Draft;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.Sequence;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.CountedStatements;
import dev.segue.dialect.Ddl;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.DraftVerdict;
import dev.segue.dialect.ExpressionVerdict;
import dev.segue.dialect.Finding;
import dev.segue.dialect.FoundVersion;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Observation;
import dev.segue.dialect.OwnObject;
import dev.segue.dialect.Preflight;
import dev.segue.dialect.ScriptFrame;
import dev.segue.dialect.Statement;
import dev.segue.dialect.Survey;
import dev.segue.mapping.Evaluated;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.Mapping;
import dev.segue.mapping.SameRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL 15 to 18. */
public final class PostgresqlDialect implements Dialect {

    private static final int OLDEST = 150000;

    private static final int HAS_TRANSACTION_TIMEOUT = 170000;

    /** SQLSTATE of a guard that found notes which are not settled; of Segue's own making (class 55). */
    private static final String UNSETTLED = "55SG1";

    private static final String TOO_MANY_CONNECTIONS = "53300";

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public String defaultSchema() {
        return "public";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            int version = fitVersion(statement);
            // a role's or a database's defaults must not change what Segue's statements mean, nor end its sessions
            statement.execute("""
                    SET search_path = %s; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
                    SET extra_float_digits = 1; SET bytea_output = 'hex'; SET statement_timeout = 0;
                    SET idle_in_transaction_session_timeout = 0; SET idle_session_timeout = 0; SET lock_timeout = '900ms';
                    SET plan_cache_mode = force_custom_plan; SET standard_conforming_strings = on; SET array_nulls = on;
                    SET transform_null_equals = off; SET quote_all_identifiers = off;
                    SET default_transaction_isolation = 'read committed'; SET default_transaction_read_only = off;
                    SET client_min_messages = warning; SET row_security = on; SET default_tablespace = ''; SET jit = off""".formatted(SearchPath.OWN));
            if (version >= HAS_TRANSACTION_TIMEOUT) {
                statement.execute("SET transaction_timeout = 0");
            }
        }
    }

    private static int fitVersion(java.sql.Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4, pg_catalog.current_setting('server_version'), pg_catalog.pg_is_in_recovery()")) {
            row.next();
            if (row.getInt(1) < OLDEST) {
                throw new SQLException(
                        "PostgreSQL " + row.getString(2) + " is older than 15, the oldest that Segue works with",
                        "0A000");
            }
            if (row.getBoolean(3)) {
                throw new SQLException("this server is a read replica, on which nothing can be changed", "25006");
            }
            return row.getInt(1);
        }
    }

    @Override
    public Observation observe(Connection connection, Collection<String> schemas) throws SQLException {
        return CatalogReader.read(connection, schemas);
    }

    @Override
    public String dump(Connection connection, Collection<String> schemas) throws SQLException {
        return CatalogDump.of(connection, schemas);
    }

    @Override
    public ExpressionVerdict judge(
            Connection connection,
            String expression,
            String row,
            List<Expression.Argument> arguments,
            Optional<TableName> sample)
            throws SQLException {
        return new ExpressionJudge(connection, expression, row, arguments).judge(sample);
    }

    @Override
    public String composed(String expression, String row, Map<String, String> values) {
        return Scoped.of(expression, row, values);
    }

    @Override
    public String parameter(String name) {
        return Sql.id(name);
    }

    @Override
    public Optional<String> renamedDefinition(
            Connection connection,
            List<dev.segue.catalog.Column> columns,
            String definition,
            boolean index,
            Map<String, String> renamed)
            throws SQLException {
        return RenamedDefinition.of(connection, columns, definition, index, renamed);
    }

    @Override
    public Optional<String> renamedDefinition(
            Connection connection, TableName table, String name, Map<String, String> renamed) throws SQLException {
        return new RenamedDefinition(connection, table, name, renamed).read();
    }

    @Override
    public DraftVerdict draw(Connection connection, Table table, String name, Draft draft) throws SQLException {
        return new DrawnOnClone(connection, table, name).draw(draft);
    }

    @Override
    public List<List<Statement>> restore(CatalogChange.AddConstraint dropped) {
        return ConstraintDdl.restore(dropped);
    }

    @Override
    public List<Statement> fill(Mapping mapping) {
        return PlainFill.of(mapping);
    }

    @Override
    public List<Statement> rights(Table table) {
        return NewTable.rights(table);
    }

    @Override
    public Statement drop(SchemaObject object) {
        return SchemaObjects.drop(object);
    }

    @Override
    public List<OwnObject> ownObjects(Connection connection) throws SQLException {
        return OwnObjects.of(connection);
    }

    @Override
    public ScriptFrame scriptFrame(String migration) {
        return Scripts.frame(migration);
    }

    @Override
    public List<Statement> script(String sql) {
        return Scripts.plain(sql);
    }

    @Override
    public List<Statement> script(String migration, int attempt, String sql) {
        return Scripts.once(migration, attempt, sql);
    }

    @Override
    public List<Statement> undoScript(String migration, int attempt, int step, String sql) {
        return Scripts.undo(migration, attempt, step, sql);
    }

    @Override
    public Preflight preflight(Connection connection, Mapping mapping) throws SQLException {
        return new TablePreflight(connection).look(mapping);
    }

    @Override
    public List<Finding> preflight(Connection connection, Catalog before, Catalog after, List<Mapping> mappings)
            throws SQLException {
        return new TablePreflight(connection).look(before, after, mappings);
    }

    @Override
    public Survey survey(Connection connection, Collection<String> schemas, Observation observed) throws SQLException {
        return new SurveyReader(connection, observed).read(schemas);
    }

    @Override
    public List<Finding> preflight(Connection connection, List<VersionSchema> versions) throws SQLException {
        return Versions.preflight(connection, versions);
    }

    @Override
    public List<Statement> make(SchemaObject object) {
        return SchemaObjects.make(object);
    }

    @Override
    public List<Statement> makeLike(SchemaObject old, SchemaObject made) {
        return SchemaObjects.makeLike(old, made);
    }

    @Override
    public List<Statement> takeAway(SchemaObject type) {
        return SchemaObjects.takeAway(type);
    }

    @Override
    public Statement isUnchanged(SchemaObject type) {
        return SchemaObjects.isUnchanged(type);
    }

    @Override
    public Statement undoMaking(SchemaObject object, String migration, int attempt, int step) {
        return SchemaObjects.undoMaking(object, migration, attempt, step);
    }

    @Override
    public Statement rename(SchemaObject type, String to) {
        return SchemaObjects.rename(type, to);
    }

    @Override
    public Statement addValue(ObjectChange.AddValue added) {
        return SchemaObjects.addValue(added);
    }

    @Override
    public Statement alter(SchemaObject object, String words) {
        return SchemaObjects.alter(object, words);
    }

    @Override
    public Statement restart(ObjectChange.Restart restart) {
        return SchemaObjects.restart(restart);
    }

    @Override
    public List<Statement> addCheck(ObjectChange.AddCheck check) {
        return DomainChecks.add(check);
    }

    @Override
    public Statement holds(ObjectChange.AddCheck check) {
        return DomainChecks.holds(check);
    }

    @Override
    public Statement awaitWriters(ObjectChange.AddCheck check) {
        return DomainChecks.awaitWriters(check);
    }

    @Override
    public Statement proven(ObjectChange.AddCheck check) {
        return DomainChecks.proven(check);
    }

    @Override
    public Statement validate(ObjectChange.AddCheck check) {
        return DomainChecks.validate(check);
    }

    @Override
    public Statement dropCheck(ObjectChange.AddCheck check) {
        return DomainChecks.drop(check);
    }

    @Override
    public Optional<Domain> domain(Connection connection, TableName name) throws SQLException {
        return PresentObjects.domain(connection, name);
    }

    @Override
    public Optional<Sequence> sequence(Connection connection, TableName name) throws SQLException {
        return PresentObjects.sequence(connection, name);
    }

    @Override
    public Optional<String> foreignOwner(Connection connection, TableName type) throws SQLException {
        return TypeQuestions.foreignOwner(connection, type);
    }

    @Override
    public List<String> users(Connection connection, TableName type, Collection<TableName> tables) throws SQLException {
        return TypeQuestions.users(connection, type, tables);
    }

    @Override
    public boolean isRewriting(Connection connection, String type) throws SQLException {
        return TypeQuestions.isRewriting(connection, type);
    }

    @Override
    public boolean hashes(Connection connection, String type) throws SQLException {
        return TypeQuestions.hashes(connection, type);
    }

    @Override
    public Evaluated evaluate(Connection connection, String expression) throws SQLException {
        return TypeQuestions.evaluate(connection, expression);
    }

    @Override
    public Statement renameVersion(String name, String to) {
        return Versions.rename(name, to);
    }

    @Override
    public List<String> dependents(Connection connection, TableName table, List<String> columns) throws SQLException {
        return Dependents.of(connection, table, columns);
    }

    @Override
    public MappingSql derive(Mapping mapping, String migration, int ordinal) {
        return switch (mapping) {
            case Lookup lookup -> LookupDerivation.derive(lookup, migration, ordinal);
            case SameRow row -> SameRowDerivation.derive(row, migration, ordinal);
        };
    }

    @Override
    public MappingSql deriveWithoutTriggers(Mapping mapping, String migration, int ordinal) {
        return switch (mapping) {
            case Lookup lookup -> LookupDerivation.withoutTriggers(lookup, migration, ordinal);
            case SameRow row -> SameRowDerivation.withoutTriggers(row, migration, ordinal);
        };
    }

    @Override
    public List<List<Statement>> transactions(CatalogChange change) {
        return DdlStatements.transactions(change);
    }

    @Override
    public List<Statement> undo(CatalogChange addition) {
        return DdlStatements.undo(addition);
    }

    @Override
    public List<Statement> keep(TableName table, String name) {
        return KeptTable.put(table, name);
    }

    @Override
    public String fitIdentifier(String name) {
        return Sql.fit(name);
    }

    @Override
    public String openName(String column) {
        return LookupNames.open(column);
    }

    @Override
    public String sealedName(String column) {
        return LookupNames.sealed(column);
    }

    @Override
    public List<Ddl> ddl(CatalogChange change) {
        return DdlStatements.besideTheTraffic(change);
    }

    @Override
    public List<Statement> makeVersion(VersionSchema version, String migration) {
        return new VersionViews(version).make(migration);
    }

    @Override
    public List<Statement> settleVersion(VersionSchema version) {
        return new VersionViews(version).settle();
    }

    @Override
    public List<Statement> dropVersion(VersionSchema version) {
        return new VersionViews(version).drop();
    }

    @Override
    public List<FoundVersion> versions(Connection connection) throws SQLException {
        return Versions.found(connection);
    }

    @Override
    public Statement lock(List<TableName> tables) {
        return new Statement(
                "LOCK TABLE " + Sql.list(tables, Sql::id) + " IN ACCESS EXCLUSIVE MODE",
                "ACCESS EXCLUSIVE on " + Sql.list(tables, TableName::toString) + ", for the transaction",
                "no writer is inside its triggers while they change");
    }

    @Override
    public List<TableName> present(Connection connection, List<TableName> tables) throws SQLException {
        return PresentTables.of(connection, tables);
    }

    @Override
    public String lockTimeout(Duration timeout) {
        return "SET LOCAL lock_timeout = '" + timeout.toMillis() + "ms'";
    }

    @Override
    public String statementTimeout(Duration timeout) {
        return "SET LOCAL statement_timeout = '" + timeout.toMillis() + "ms'";
    }

    @Override
    public Failure classify(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return switch (state) {
            case "55P03", "40P01", "40001", "57014" -> Failure.BUSY;
            case UNSETTLED -> Failure.UNSETTLED;
            default -> {
                if (state.startsWith("08") || state.startsWith("57P") || state.equals(TOO_MANY_CONNECTIONS)) {
                    yield Failure.CONNECTION;
                }
                yield state.startsWith("22") || state.startsWith("23") || state.equals("P0001")
                        ? Failure.DATA
                        : Failure.OTHER;
            }
        };
    }

    @Override
    public Optional<String> remedy(SQLException error) {
        return Remedies.of(error);
    }

    @Override
    public List<String> blockers(Connection connection, List<TableName> tables) throws SQLException {
        return Blockers.of(connection, tables);
    }

    @Override
    public List<String> writers(Connection connection, TableName table) throws SQLException {
        return Blockers.writersOf(connection, table);
    }

    @Override
    public List<String> holders(Connection connection) throws SQLException {
        return Blockers.ofEverybody(connection);
    }

    @Override
    public long session(Connection connection) throws SQLException {
        return Blockers.session(connection);
    }

    @Override
    public List<String> blockers(Connection connection, long session) throws SQLException {
        return Blockers.of(connection, session);
    }

    @Override
    public List<Optional<String>> prepare(Connection connection, Catalog shape, List<String> statements)
            throws SQLException {
        return PreparedOnClones.prepare(connection, shape, statements);
    }

    @Override
    public Optional<CountedStatements> counted(Connection connection) throws SQLException {
        return StatementCounts.of(connection);
    }

    @Override
    public Map<String, Integer> sessionLimits(Connection connection, List<String> roles) throws SQLException {
        return SessionControl.limits(connection, roles);
    }

    @Override
    public String limitSessions(String role, int limit) {
        return SessionControl.limit(role, limit);
    }

    @Override
    public int endSessions(Connection connection, List<String> roles, boolean all) throws SQLException {
        return SessionControl.end(connection, roles, all);
    }

    @Override
    public Duration rewriting(Connection connection, TableName table, int rows) throws SQLException {
        return SessionControl.rewriting(connection, table, rows);
    }

    @Override
    public long bytes(Connection connection, List<TableName> tables) throws SQLException {
        try {
            return PresentTables.bytes(connection, tables);
        } catch (SQLException e) {
            if (classify(e) == Failure.BUSY) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public Statement holdsNoNull(TableName table, String column) {
        return DdlStatements.holdsNoNull(table, column);
    }

    @Override
    public Statement analyze(TableName table) {
        return new Statement(
                "ANALYZE " + Sql.id(table),
                "SHARE UPDATE EXCLUSIVE on " + table + "; blocks no reads or writes",
                "the optimizer knows what the ranges hold");
    }
}
