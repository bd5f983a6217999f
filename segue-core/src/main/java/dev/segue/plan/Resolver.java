package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Domain;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Index;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.Sequence;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.DraftVerdict;
import dev.segue.dialect.ExpressionVerdict;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Observation;
import dev.segue.mapping.Evaluated;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.Mapping;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.Migration;
import dev.segue.migration.MigrationFile;
import dev.segue.migration.Problem;
import dev.segue.migration.Strategy;
import dev.segue.operation.ObjectName;
import dev.segue.operation.Operation;
import dev.segue.operation.Replacement;
import dev.segue.operation.Resolution;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the operations of a migration one after the other against the growing catalog <em>after</em>. Talks to the
 * server, which parses and samples every expression; changes nothing.
 */
final class Resolver implements Resolution {

    private static final Set<String> CHARACTERS = Set.of("text", "character varying", "character");

    private final Dialect dialect;
    private final AskedObjects objects;
    private final Set<String> replacedTypes = new HashSet<>();
    private final Connection connection;
    private final MigrationFile file;
    private final Observation observation;
    private final List<Mapping> mappings = new ArrayList<>();
    private final List<Script> scripts = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final RowChanges rows;
    private final MovedRows moved = new MovedRows();
    private final Set<String> bound = new HashSet<>();
    private final Set<String> loosened = new HashSet<>();
    private final Set<String> numbered = new HashSet<>();
    private final List<Marked> marked = new ArrayList<>();
    private Catalog after;
    private String path = "";
    private int identities;

    private Resolver(Dialect dialect, Connection connection, MigrationFile file, Observation observation) {
        this.dialect = dialect;
        this.objects = new AskedObjects(dialect, connection);
        this.connection = objects.connection();
        this.file = file;
        this.observation = observation;
        this.after = observation.catalog();
        this.rows = new RowChanges(dialect);
    }

    /**
     * What a migration asks for, on the tables that are there.
     *
     * @param objects what it does to types and sequences, in its order
     * @param session a connection in whose transactions the new types are there; nothing is changed through it
     */
    record Resolved(
            Catalog before,
            Catalog after,
            List<Mapping> mappings,
            List<Script> scripts,
            List<ObjectChange> objects,
            List<Finding> warnings,
            Map<String, Opened> opened,
            Particulars particulars,
            Connection session) {}

    /**
     * What the catalogs do not tell of what changes.
     *
     * @param bound the identities of constraints that go, and bind both codes until contract
     * @param loosened the identities of constraints that are dropped for themselves, and bind nobody from expand on
     * @param numbered the identities of new columns that draw from a sequence of their own
     * @param marked the tables whose rows are deleted when they are marked, until contract
     */
    record Particulars(Set<String> bound, Set<String> loosened, Set<String> numbered, List<Marked> marked) {}

    /** The identities of a table, of the new column that marks its rows as deleted, and of the columns that tell them apart. */
    record Marked(String table, String column, List<String> key) {}

    /**
     * The text of a new constraint or index, by the names that its columns have while both shapes live.
     *
     * @param index the text of a constraint's own index, if it has one
     */
    record Opened(String text, @Nullable String index) {}

    /**
     * @throws InvalidMigrationException with everything in the file that does not fit the database
     */
    static Resolved resolve(Dialect dialect, Connection connection, MigrationFile file)
            throws SQLException, InvalidMigrationException {
        Observation observation = dialect.observe(connection, Schemas.of(connection));
        Resolver resolver = new Resolver(dialect, connection, file, observation);
        List<Operation> operations = file.migration().operations();
        for (int n = 0; n < operations.size(); n++) {
            resolver.path = "operations[" + n + "]." + key(operations.get(n));
            operations.get(n).resolve(resolver);
            resolver.moved.disturbed(resolver.after).ifPresent(r -> resolver.refuse("", r.message(), r.hint()));
        }
        resolver.path = "operations";
        ReplicaIdentities.against(observation.catalog(), resolver.after)
                .forEach(r -> resolver.refuse("", r.message(), r.hint()));
        if (resolver.problems.isEmpty()) {
            resolver.relateRows();
        }
        if (!resolver.problems.isEmpty()) {
            throw new InvalidMigrationException(resolver.problems);
        }
        return new Resolved(
                observation.catalog(),
                resolver.after,
                List.copyOf(resolver.mappings),
                List.copyOf(resolver.scripts),
                resolver.objects.changes(),
                List.copyOf(resolver.warnings),
                new OpenedDefinitions(dialect, resolver.connection).of(observation.catalog(), resolver.after),
                new Particulars(
                        Set.copyOf(resolver.bound),
                        Set.copyOf(resolver.loosened),
                        Set.copyOf(resolver.numbered),
                        List.copyOf(resolver.marked)),
                resolver.connection);
    }

    private void relateRows() {
        try {
            mappings.addAll(rows.mappings(observation.catalog(), after, onUnmappable()));
        } catch (IllegalArgumentException e) {
            refuse("", String.valueOf(e.getMessage()), "split the change in several migrations");
        }
    }

    private static String key(Operation operation) {
        return operation
                .getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public Catalog before() {
        return observation.catalog();
    }

    @Override
    public Catalog after() {
        return after;
    }

    @Override
    public TableName name(ObjectName name) {
        String schema = name.schema();
        return new TableName(schema == null ? dialect.defaultSchema() : schema, name.name());
    }

    @Override
    public Optional<String> taken(TableName name) {
        if (after.table(name).isPresent()) {
            return Optional.of("table");
        }
        boolean index = after.tables().values().stream()
                .filter(t -> t.name().schema().equals(name.schema()))
                .anyMatch(t -> t.index(name.name()).isPresent()
                        || t.constraint(name.name())
                                .filter(Constraint::hasIndex)
                                .isPresent());
        return index
                ? Optional.of("index")
                : Optional.ofNullable(observation.otherRelations().get(name));
    }

    @Override
    public String newIdentity() {
        return "new" + ++identities;
    }

    @Override
    public String fit(String name) {
        return dialect.fitIdentifier(name);
    }

    @Override
    public void put(Table table) {
        after = after.with(table);
    }

    @Override
    public void replace(Table before, Table wanted, Replacement replacement) {
        for (String column : rows.add(before, wanted, replacement)) {
            refuse(
                    "",
                    "a down of an earlier operation uses column \"" + column + "\", which goes without a value",
                    "give it a down, or leave it out of the other");
        }
        replacement.made().forEach(m -> refuseRewriting(m.column()));
        put(wanted.withAttachments(replacement.rights(before, wanted.attachments())));
    }

    @Override
    public Optional<Expression> value(String where, String sql, Table table, Column wanted) {
        Optional<Expression> value = typed(where, sql, table, wanted);
        value.ifPresent(v -> ValueWarnings.tell(this, where, table, wanted, v));
        return value;
    }

    private Optional<Expression> typed(String where, String sql, Table table, Column wanted) {
        if (moved.fills(table) && !where.endsWith("default")) {
            refuse(
                    where,
                    "what %s holds comes from the table that extract_table takes it from".formatted(table.name()),
                    "say it there, with up and down, or change it in a migration after this one");
            return Optional.empty();
        }
        List<Expression.Argument> arguments = table.columns().stream()
                .map(c -> new Expression.Argument(c.name(), c.type()))
                .toList();
        Optional<TableName> sample = observation
                .catalog()
                .tableOf(table.identity())
                .filter(t -> table.columns().stream()
                        .allMatch(c -> t.column(c.name())
                                .map(k -> k.identity().equals(c.identity()))
                                .orElse(false)))
                .map(Table::name);
        Optional<Expression> judged = judged(where, sql, table.name().name(), arguments, sample);
        String base = baseType(wanted.type());
        if (judged.isEmpty() || baseType(judged.get().type()).equals(base)) {
            return judged;
        }
        boolean characters = CHARACTERS.contains(base)
                && CHARACTERS.contains(baseType(judged.get().type()));
        // a cast to the type without its length: what is too long is an error, and not cut
        return characters
                ? judged
                : judged(
                        where,
                        "CAST((" + sql + ") AS " + base + ")",
                        table.name().name(),
                        arguments,
                        sample);
    }

    @Override
    public void bindUntilContract(Constraint constraint) {
        bound.add(constraint.identity());
    }

    @Override
    public void loosen(Constraint constraint) {
        loosened.add(constraint.identity());
    }

    @Override
    public void deleteMarkedUntilContract(Table table, Column mark, List<Column> key) {
        marked.add(new Marked(
                table.identity(),
                mark.identity(),
                key.stream().map(Column::identity).toList()));
    }

    @Override
    public void number(Column column) {
        numbered.add(column.identity());
    }

    @Override
    public void remove(Table table) {
        after = after.without(table.name());
    }

    @Override
    public Optional<String> type(String where, String type) {
        return written(where, type).filter(t -> isUsable(where, t));
    }

    private void refuseRewriting(Column made) {
        try {
            if (dialect.isRewriting(connection, made.type())) {
                refuse(
                        "",
                        "%s is a domain with rules: the server writes the whole table anew for such a column, and holds off everybody"
                                .formatted(made.type()),
                        "give column \"%s\" the domain's own type, and its rule by create_constraint"
                                .formatted(made.name()));
            }
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    private Optional<String> written(String where, String type) {
        return judged(where, "CAST(NULL AS " + type + ")", "segue_type", List.of(), Optional.empty())
                .map(Expression::type);
    }

    /** What an earlier operation replaces goes with contract. */
    private boolean isUsable(String where, String type) {
        if (replacedTypes.contains(type)) {
            refuse(where, type + " is replaced by an operation before", "use it in a later migration");
        }
        return !replacedTypes.contains(type);
    }

    @Override
    public Optional<String> typeName(String where, TableName type) {
        return written(where, dialect.parameter(type.schema()) + "." + dialect.parameter(type.name()));
    }

    @Override
    public Evaluated evaluated(String expression) {
        try {
            return dialect.evaluate(connection, expression);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public boolean hashes(String type) {
        try {
            return dialect.hashes(connection, type);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public boolean admits(Table table, String name, Draft.OfConstraint draft) {
        try {
            return dialect.draw(connection, table, name, draft) instanceof DraftVerdict.Accepted;
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public String quoted(String column) {
        return dialect.parameter(column);
    }

    @Override
    public Optional<String> redefined(Table table, String definition, boolean index, Map<String, String> names) {
        try {
            return dialect.renamedDefinition(connection, table.columns(), definition, index, names);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    private static String baseType(String type) {
        return type.replaceFirst("\\(.*?\\)", "");
    }

    @Override
    public void relate(Lookup lookup) {
        mappings.add(lookup);
        moved.add(lookup, after);
    }

    @Override
    public Optional<Expression> expression(
            String where, String sql, String row, List<Expression.Argument> arguments, Optional<TableName> sample) {
        return judged(where, sql, row, arguments, sample).filter(e -> {
            if (e.stability() == Expression.Stability.VOLATILE) {
                refuse(
                        where,
                        "\"" + sql
                                + "\": gives another value each time it is evaluated (it calls a volatile function, or reads another table)",
                        "use an expression whose value depends on the moved columns only");
                return false;
            }
            return true;
        });
    }

    private Optional<Expression> judged(
            String where, String sql, String row, List<Expression.Argument> arguments, Optional<TableName> sample) {
        try {
            return switch (dialect.judge(connection, sql, row, arguments, sample)) {
                case ExpressionVerdict.Accepted accepted ->
                    Optional.of(new Expression(accepted.sql(), accepted.used(), accepted.type(), accepted.stability()));
                case ExpressionVerdict.Refused refused -> {
                    refuse(where, "\"" + sql + "\": " + refused.message(), refused.hint());
                    yield Optional.empty();
                }
            };
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public Optional<Constraint> constraint(String where, Table table, String name, Draft.OfConstraint draft) {
        return drawn(where, table, name, draft)
                .flatMap(t -> t.constraint(name))
                .map(c -> c.withIdentity(newIdentity()));
    }

    @Override
    public Optional<Index> index(String where, Table table, String name, Draft.OfIndex draft) {
        return drawn(where, table, name, draft).flatMap(t -> t.index(name)).map(i -> i.withIdentity(newIdentity()));
    }

    @Override
    public Optional<List<Column>> columns(String where, TableName table, Draft.OfColumns draft) {
        Table bare = new Table(newIdentity(), table, List.of(), List.of(), List.of(), Table.Attachments.NONE);
        return drawn(where, bare, table.name(), draft)
                .filter(t -> t.columns().stream().allMatch(c -> isUsable(where, c.type())))
                .map(t -> t.columns().stream()
                        .map(c -> new Column(newIdentity(), c.name(), c.type(), c.nullable(), c.origin(), c.notes()))
                        .toList());
    }

    private Optional<Table> drawn(String where, Table table, String name, Draft draft) {
        try {
            return switch (dialect.draw(connection, table, name, draft)) {
                case DraftVerdict.Accepted accepted -> Optional.of(accepted.drawn());
                case DraftVerdict.Refused refused -> {
                    refuse(where, refused.message(), refused.hint());
                    yield Optional.empty();
                }
            };
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public boolean make(String where, SchemaObject object) {
        Optional<String> reason = objects.make(object);
        reason.ifPresent(r -> refuse(where, object + ": " + r, null));
        return reason.isEmpty();
    }

    @Override
    public Optional<String> replace(String where, SchemaObject old, SchemaObject made) {
        SchemaObject open = made.withName(
                new TableName(made.name().schema(), dialect.openName(made.name().name())));
        String written = typeName(where, old.name()).orElse("");
        List<String> reasons = objects.replace(
                old,
                open,
                observation.catalog().list().stream()
                        .filter(t -> t.columns().stream().anyMatch(c -> c.type().equals(written)))
                        .map(Table::name)
                        .toList());
        reasons.forEach(r -> refuse(where, old + ": " + r, "let that use another type, or drop it, and plan again"));
        if (!reasons.isEmpty()) {
            return Optional.empty();
        }
        replacedTypes.add(written);
        return typeName(where, open.name());
    }

    @Override
    public void add(String where, TableName type, List<ObjectChange.AddValue> added) {
        objects.add(type, added).forEach(r -> refuse(where, "enum " + type + ": " + r, null));
    }

    @Override
    public void change(String where, SchemaObject object, List<ObjectChange> changes) {
        objects.add(object.name(), changes).forEach(r -> refuse(where, object + ": " + r, null));
    }

    @Override
    public Optional<Domain> domain(TableName name) {
        try {
            return dialect.domain(connection, name);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public Optional<Sequence> sequence(TableName name) {
        try {
            return dialect.sequence(connection, name);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public Optional<List<String>> enumValues(TableName type) {
        return Optional.ofNullable(observation.enums().get(type));
    }

    @Override
    public boolean standsStill() {
        return file.migration().strategy() == Strategy.BIG_BANG;
    }

    @Override
    public void script(String up, @Nullable String down, boolean onComplete) {
        scripts.add(new Script(up, down, onComplete));
        if (!onComplete && file.migration().operations().size() > 1) {
            refuse(
                    "",
                    "what a script does is not known before it is done, so nothing can be planned beside it",
                    "give it a migration of its own, or say onComplete: true");
        }
    }

    @Override
    public Optional<String> renamed(TableName table, String constraintOrIndex, Map<String, String> columns) {
        try {
            return dialect.renamedDefinition(connection, table, constraintOrIndex, columns);
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    @Override
    public Mapping.OnUnmappable onUnmappable() {
        Migration migration = file.migration();
        return switch (migration.onUnmappable()) {
            case NOTE -> Mapping.OnUnmappable.NOTE;
            case REJECT -> Mapping.OnUnmappable.REJECT;
        };
    }

    @Override
    public void refuse(String where, String message, @Nullable String hint) {
        problems.add(file.source().problem(where.isEmpty() ? path : path + "." + where, message, hint));
    }

    @Override
    public void warn(String message, @Nullable String hint) {
        warnings.add(Finding.warn(message, hint));
    }
}
