package dev.segue.dialect;

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
import dev.segue.mapping.Evaluated;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Mapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One database product. It answers questions about what is there and gives whole statements; it executes nothing that
 * changes the database. Stateless and thread-safe.
 */
public interface Dialect {

    /** {@return the product's name as people write it} */
    String name();

    /** {@return the schema that an unqualified table name of a migration file means} */
    String defaultSchema();

    /**
     * Makes a fresh connection fit for Segue's own statements: pinned settings, no surprises from the role's defaults.
     *
     * @throws SQLException if the server is too old, or is not this product; the message says what is needed
     */
    void prepare(Connection connection) throws SQLException;

    /** {@return what the schemas hold; of a version schema nothing, as its views are Segue's own} */
    Observation observe(Connection connection, Collection<String> schemas) throws SQLException;

    /**
     * {@return every object of the schemas in a canonical form, one per line and sorted: two databases with equal dumps
     * have equal structure} Version schemas are left out.
     */
    String dump(Connection connection, Collection<String> schemas) throws SQLException;

    /**
     * Has the server parse an expression and evaluate it on a sample, in a transaction that is rolled back.
     *
     * @param row the name under which the expression may refer to the row
     * @param arguments the columns that it may use
     * @param sample the table whose rows serve as sample; without it the expression is only parsed
     */
    ExpressionVerdict judge(
            Connection connection,
            String expression,
            String row,
            List<Expression.Argument> arguments,
            Optional<TableName> sample)
            throws SQLException;

    /**
     * {@return an expression over other expressions}
     *
     * @param row the name under which it may refer to its row
     * @param values for each column that it may name an expression of its value; a parameter where {@link #parameter} gives
     *     it
     */
    String composed(String expression, String row, Map<String, String> values);

    /** {@return a parameter of that name in an expression} */
    String parameter(String name);

    /**
     * {@return the server's own text of a constraint or an index over columns that are not there yet, after they were
     * renamed; empty if the server refuses it}
     *
     * @param columns the columns of the table, under the names that the definition uses
     * @param definition from its keyword on, as {@link dev.segue.catalog.Constraint} or {@link dev.segue.catalog.Index} have
     *     it
     * @param index whether it is an index
     * @param renamed the names in the definition to the new ones
     */
    Optional<String> renamedDefinition(
            Connection connection,
            List<dev.segue.catalog.Column> columns,
            String definition,
            boolean index,
            Map<String, String> renamed)
            throws SQLException;

    /**
     * {@return the server's own text of a check or an index definition after its columns were renamed}
     *
     * @param table the table that has it
     * @param name the constraint or index
     * @param renamed old column names to new ones
     */
    Optional<String> renamedDefinition(Connection connection, TableName table, String name, Map<String, String> renamed)
            throws SQLException;

    /**
     * {@return what the server makes of a draft, on an empty copy of the table that is rolled back}
     *
     * @param table the table as it will be by then; of a new table its name is what matters
     * @param name what the index or constraint will be called
     */
    DraftVerdict draw(Connection connection, Table table, String name, Draft draft) throws SQLException;

    /** {@return what speaks against a mapping or should be known about it} */
    Preflight preflight(Connection connection, Mapping mapping) throws SQLException;

    /**
     * {@return what speaks against changes of tables that move no value, or should be known about them; what
     * {@link #preflight(Connection, Mapping)} says of the mappings is not said again}
     *
     * @param before the tables as they are
     * @param after the tables as they will be; those that are new are not looked at
     */
    List<Finding> preflight(Connection connection, Catalog before, Catalog after, List<Mapping> mappings)
            throws SQLException;

    /**
     * {@return what every preflight would say of the relations of these schemas, and what stands on them} In a constant
     * number of queries, however many relations there are.
     *
     * @param observed what {@link #observe} gave of the schemas
     */
    Survey survey(Connection connection, Collection<String> schemas, Observation observed) throws SQLException;

    /** {@return what speaks against making these version schemas, or should be known about them} */
    List<Finding> preflight(Connection connection, List<VersionSchema> versions) throws SQLException;

    /** {@return the statements that make a type or a sequence} */
    List<Statement> make(SchemaObject object);

    /** {@return the statements that make a type like another one but for its values: its comment, owner and rights} */
    List<Statement> makeLike(SchemaObject old, SchemaObject made);

    /** {@return the statements that take a type away, unless its values are not those of its definition any more} */
    List<Statement> takeAway(SchemaObject type);

    /** {@return the statement that fails where an enum's values are not those of its definition any more} */
    Statement isUnchanged(SchemaObject type);

    /**
     * {@return the statement that takes away what a step made, and does nothing where the step was never executed} What
     * something still uses is put into Segue's schema.
     *
     * @param step the number of that step
     */
    Statement undoMaking(SchemaObject object, String migration, int attempt, int step);

    /** {@return the statement that gives a type another name in its schema} */
    Statement rename(SchemaObject type, String to);

    /** {@return the statement that gives an enum a value, if it has it not yet} */
    Statement addValue(ObjectChange.AddValue added);

    /** {@return the statement that alters a type or a sequence, by what it says behind the name} */
    Statement alter(SchemaObject object, String words);

    /** {@return the statement by which a sequence goes on with a number, unless it is there already} */
    Statement restart(ObjectChange.Restart restart);

    /** {@return the statements that bind new values of a domain by a check, whatever was there before them} */
    List<Statement> addCheck(ObjectChange.AddCheck check);

    /** {@return the statement that fails where a value of the domain is against the check} */
    Statement holds(ObjectChange.AddCheck check);

    /** {@return the statement that waits until nobody writes who began before the check was there} */
    Statement awaitWriters(ObjectChange.AddCheck check);

    /** {@return the same as {@link #holds}, which also tells the server that it holds where that reads nothing} */
    Statement proven(ObjectChange.AddCheck check);

    /** {@return the statement by which the server reads all values itself, and holds off whoever writes them} */
    Statement validate(ObjectChange.AddCheck check);

    /** {@return the statement that takes a check away, if it is there} */
    Statement dropCheck(ObjectChange.AddCheck check);

    /** {@return a domain that is there} */
    Optional<Domain> domain(Connection connection, TableName name) throws SQLException;

    /** {@return a sequence that is there} */
    Optional<Sequence> sequence(Connection connection, TableName name) throws SQLException;

    /** {@return who owns a type, where that is nobody whose rights the role has, so that it can change nothing} */
    Optional<String> foreignOwner(Connection connection, TableName type) throws SQLException;

    /**
     * {@return what uses a type and hinders that it goes, one line each}
     *
     * @param tables the tables whose columns of the type are none of it
     */
    List<String> users(Connection connection, TableName type, Collection<TableName> tables) throws SQLException;

    /** {@return whether a column of the type cannot come into a table with rows unless all of them are written anew} */
    boolean isRewriting(Connection connection, String type) throws SQLException;

    /** {@return whether the server has a hash for values of a type} */
    boolean hashes(Connection connection, String type) throws SQLException;

    /** {@return the value of an expression without any column as text, or the server's reason why there is none} */
    Evaluated evaluate(Connection connection, String expression) throws SQLException;

    /** {@return the statement that gives a version schema another name; its views stay as they are} */
    Statement renameVersion(String name, String to);

    /**
     * {@return the views and functions that the server itself ties to a table and lets follow a rename, one line each;
     * none of a version schema}
     *
     * @param columns the columns of interest, as they are named now; if empty, the table as a whole
     */
    List<String> dependents(Connection connection, TableName table, List<String> columns) throws SQLException;

    /** {@return everything derived from a mapping, with duplicate writes by the database} */
    MappingSql derive(Mapping mapping, String migration, int ordinal);

    /**
     * {@return everything derived from a mapping whose application writes twice: nothing is attached to its tables, and
     * notes are only of rows that cannot be mapped}
     */
    MappingSql deriveWithoutTriggers(Mapping mapping, String migration, int ordinal);

    /**
     * {@return the statements that make a change of structure, as transactions in their order: what scans is apart from
     * what locks}
     */
    List<List<Statement>> transactions(CatalogChange change);

    /** {@return the statements that undo an addition, however much of it was made} */
    List<Statement> undo(CatalogChange addition);

    /** {@return the statements that bring back a check or a foreign key, also where it was never taken away} */
    List<List<Statement>> restore(CatalogChange.AddConstraint dropped);

    /**
     * {@return the statements that derive all of a mapping's new values where nobody else writes} They need nothing of
     * Segue's own and leave nothing of it.
     */
    List<Statement> fill(Mapping mapping);

    /** {@return the statements that give a new table its owner and its rights} */
    List<Statement> rights(Table table);

    /** {@return the statement that drops a type or a sequence} */
    Statement drop(SchemaObject object);

    /** {@return what Segue has made for migrations and is there, whether they need it or not; the journal is none of it} */
    List<OwnObject> ownObjects(Connection connection) throws SQLException;

    /** {@return what a script that does the same as a migration is put between} */
    ScriptFrame scriptFrame(String migration);

    /** {@return the statements of a script of the migration's author, for a database without a journal} */
    List<Statement> script(String sql);

    /** {@return the statements of a script of the migration's author, once for an attempt} */
    List<Statement> script(String migration, int attempt, String sql);

    /**
     * {@return the statements of a script that undoes another one, and do nothing where that was never executed}
     *
     * @param step the number of the step that executes the other one
     */
    List<Statement> undoScript(String migration, int attempt, int step, String sql);

    /**
     * {@return the statements that put a table away into Segue's schema instead of dropping it, if it is there}
     *
     * @param name its name there
     */
    List<Statement> keep(TableName table, String name);

    /** {@return the name, shortened to what the database admits; different names stay different} */
    String fitIdentifier(String name);

    /** {@return the name that a column of the new shape bears until the old one that has its name is sealed} */
    String openName(String column);

    /** {@return the name that a column of the old shape bears while it is sealed} */
    String sealedName(String column);

    /**
     * {@return the same change beside the traffic: as {@link #transactions}, but without a transaction what must not hold
     * its lock for long}
     */
    List<Ddl> ddl(CatalogChange change);

    /**
     * {@return the statements that make a version schema with its views, for one transaction} Its comment says that it is
     * Segue's and whose, by which {@link #versions} and everybody else knows it. The views need no statement when the old
     * shape is sealed or brought back: they follow the renames of their tables and columns.
     *
     * @param migration the migration whose shape it is
     */
    List<Statement> makeVersion(VersionSchema version, String migration);

    /**
     * {@return the statements that part the views from what contract drops: their marks show NULL, their defaults are
     * gone} They show the same columns as before, so that prepared statements go on. For the transaction that drops the
     * marks, and there before any table is locked: a reader locks the view before its table.
     */
    List<Statement> settleVersion(VersionSchema version);

    /**
     * {@return the statements that drop a version schema, however much of it was made} What somebody else put into it, or
     * made of its views, is named in the error and nothing is dropped. Before any table is locked, as with
     * {@link #settleVersion}.
     */
    List<Statement> dropVersion(VersionSchema version);

    /** {@return the version schemas of the database, by their migrations} */
    List<FoundVersion> versions(Connection connection) throws SQLException;

    /** {@return the statement that locks tables against everybody, in that order} */
    Statement lock(List<TableName> tables);

    /** {@return those of the tables that are there, in the same order} */
    List<TableName> present(Connection connection, List<TableName> tables) throws SQLException;

    /** {@return the statement that bounds how long the following statements of the transaction wait for a lock} */
    String lockTimeout(Duration timeout);

    /** {@return the statement that bounds how long each following statement of the transaction may take} */
    String statementTimeout(Duration timeout);

    /** {@return what an error means for the engine} */
    Failure classify(SQLException error);

    /**
     * {@return what a person may do about an error, where its code tells; it goes on to what Segue does then: "make room on
     * the server's disk"}
     */
    Optional<String> remedy(SQLException error);

    /** {@return who holds up a lock on these tables at this moment, one line each} */
    List<String> blockers(Connection connection, List<TableName> tables) throws SQLException;

    /** {@return who may hold rows of a table at this moment, none that only reads, and no worker of the backfill} */
    List<String> writers(Connection connection, TableName table) throws SQLException;

    /** {@return who keeps everybody else from a table of the database at this moment, one line each} */
    List<String> holders(Connection connection) throws SQLException;

    /** {@return the number by which the server knows the session of the connection} */
    long session(Connection connection) throws SQLException;

    /** {@return who it is that a session waits for at this moment, one line each; empty where it does not wait} */
    List<String> blockers(Connection connection, long session) throws SQLException;

    /**
     * {@return for each statement, in their order, why it cannot be prepared on these tables; empty where it can} The
     * tables are made empty in a schema that is rolled back; nothing else is looked at, and no lock taken.
     *
     * @param shape the tables concerned; others are taken as they are
     */
    List<Optional<String>> prepare(Connection connection, Catalog shape, List<String> statements) throws SQLException;

    /** {@return the statements that the server has counted in this database; empty if it counts none} */
    Optional<CountedStatements> counted(Connection connection) throws SQLException;

    /** {@return for each of the roles that a limit binds how many sessions it may have, -1 for any number} */
    Map<String, Integer> sessionLimits(Connection connection, List<String> roles) throws SQLException;

    /** {@return the statement that limits how many sessions a role may have; -1 for any number} */
    String limitSessions(String role, int limit);

    /**
     * Ends sessions of the roles: those that are at rest, or all.
     *
     * @return how many are still there
     */
    int endSessions(Connection connection, List<String> roles, boolean all) throws SQLException;

    /** {@return how long it takes to write that many rows of a table anew, tried on a copy that is rolled back} */
    Duration rewriting(Connection connection, TableName table, int rows) throws SQLException;

    /** {@return how many bytes tables take with their indexes; -1 where somebody holds one against everybody} */
    long bytes(Connection connection, List<TableName> tables) throws SQLException;

    /** {@return the statement that fails, with what to do, where a column holds NULL; it hinders nobody} */
    Statement holdsNoNull(TableName table, String column);

    /** {@return a statement that refreshes the optimizer's knowledge of a table} */
    Statement analyze(TableName table);

    /** What an error means for the engine. */
    enum Failure {
        /** A lock was not to be had in time, or the server broke a deadlock: try again. */
        BUSY,
        /** A guard found notes that are not settled: settle, then try again. */
        UNSETTLED,
        /** One row's data cannot be mapped. */
        DATA,
        /** The connection is gone, and whether the transaction committed is unknown; or none was to be had. Try again. */
        CONNECTION,
        /** Anything else: report it. */
        OTHER
    }
}
