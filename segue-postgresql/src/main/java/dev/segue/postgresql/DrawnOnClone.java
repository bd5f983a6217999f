package dev.segue.postgresql;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.DraftVerdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Has the server make what a draft asks for, on an empty copy of the table in the session's own schema, and reads back what
 * it made of it: names are known, types agree, operator classes and collations are there. Everything is rolled back.
 */
final class DrawnOnClone {

    /** A foreign key of a copy may only refer to another copy. */
    private static final String TARGET = "segue_target";

    /** What the serial types stand for (manual of PostgreSQL, 8.1.4). */
    private static final Map<String, String> SERIAL = Map.of(
            "smallserial", "smallint",
            "serial2", "smallint",
            "serial", "integer",
            "serial4", "integer",
            "bigserial", "bigint",
            "serial8", "bigint");

    private final Connection connection;
    private final Table table;
    private final String name;

    DrawnOnClone(Connection connection, Table table, String name) {
        this.connection = connection;
        this.table = table;
        this.name = name;
    }

    DraftVerdict draw(Draft draft) throws SQLException {
        for (String text : texts(draft)) {
            Optional<String> malformed = ExpressionJudge.malformed(text);
            if (malformed.isPresent()) {
                return new DraftVerdict.Refused("\"" + text + "\": " + malformed.get(), null);
            }
        }
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement server = connection.createStatement()) {
            server.setEscapeProcessing(false);
            server.execute("SET LOCAL statement_timeout = '10s'");
            server.execute("SET LOCAL client_min_messages = 'error'");
            try {
                for (String statement : statements(draft)) {
                    server.execute(statement);
                }
            } catch (SQLException e) {
                return refused(e);
            }
            return new DraftVerdict.Accepted(asDrafted(draft, read(server)));
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** The copy is empty: no value of a row can be in the server's words. */
    private static DraftVerdict refused(SQLException e) {
        ServerErrorMessage server = e instanceof PSQLException told ? told.getServerErrorMessage() : null;
        if (server == null) {
            return new DraftVerdict.Refused("the server refuses it: " + e.getMessage(), null);
        }
        String detail = server.getDetail() == null ? "" : ": " + server.getDetail();
        return new DraftVerdict.Refused("the server refuses it: " + server.getMessage() + detail, server.getHint());
    }

    private Table read(Statement server) throws SQLException {
        String schema;
        try (var row = server.executeQuery(
                "SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE n.oid = pg_catalog.pg_my_temp_schema()")) {
            row.next();
            schema = row.getString(1);
        }
        Catalog copies = CatalogReader.read(connection, List.of(schema)).catalog();
        return copies.table(new TableName(schema, table.name().name())).orElseThrow();
    }

    private List<String> statements(Draft draft) {
        List<String> all = new ArrayList<>();
        String copy = "pg_temp." + Sql.id(table.name().name());
        List<String> columns = draft instanceof Draft.OfColumns drafted
                ? drafted.columns().stream().map(DrawnOnClone::column).toList()
                : table.columns().stream().map(DrawnOnClone::column).toList();
        all.add("CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP"
                .formatted(Sql.id(table.name().name()), String.join(", ", columns)));
        String add = "ALTER TABLE %s ADD CONSTRAINT %s ".formatted(copy, Sql.id(name));
        switch (draft) {
            case Draft.OfColumns drafted -> {}
            case Draft.Unique unique ->
                all.add(add + "UNIQUE" + (unique.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "") + " ("
                        + Sql.ids(unique.columns()) + ")" + words(unique.storage()) + words(unique.deferral()));
            case Draft.PrimaryKey key ->
                all.add(add + "PRIMARY KEY (" + Sql.ids(key.columns()) + ")" + words(key.storage())
                        + words(key.deferral()));
            case Draft.Check check ->
                all.add(add + "CHECK (" + check.condition() + ")" + (check.noInherit() ? " NO INHERIT" : ""));
            case Draft.Exclusion exclusion ->
                all.add(add + "EXCLUDE" + (exclusion.method() == null ? "" : " USING " + Sql.id(exclusion.method()))
                        + " ("
                        + exclusion.elements() + ")" + words(exclusion.storage())
                        + (exclusion.predicate() == null ? "" : " WHERE (" + exclusion.predicate() + ")")
                        + words(exclusion.deferral()));
            case Draft.ForeignKey key -> foreignKey(all, copy, add, key);
            case Draft.OfIndex index ->
                all.add("CREATE %sINDEX %s ON %s USING %s (%s)%s%s"
                        .formatted(
                                index.unique() ? "UNIQUE " : "",
                                Sql.id(name),
                                copy,
                                Sql.id(index.method()),
                                Sql.list(index.elements(), DrawnOnClone::element),
                                index.storageParameters() == null ? "" : " WITH (" + index.storageParameters() + ")",
                                index.predicate() == null ? "" : " WHERE " + index.predicate()));
        }
        return all;
    }

    private void foreignKey(List<String> all, String copy, String add, Draft.ForeignKey key) {
        boolean own = key.target().identity().equals(table.identity());
        Table target = own ? table : key.target();
        String targetCopy = own ? copy : "pg_temp." + TARGET;
        if (!own) {
            all.add("CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP"
                    .formatted(TARGET, Sql.list(target.columns(), DrawnOnClone::column)));
        }
        boolean isKey = Stream.concat(
                        target.constraints().stream()
                                .filter(c -> c instanceof Constraint.PrimaryKey || c instanceof Constraint.Unique)
                                .map(Constraint::columns),
                        target.indexes().stream()
                                .filter(i -> i.unique() && !i.definition().contains(" WHERE "))
                                .map(Index::columns))
                .anyMatch(c -> c.size() == key.targetColumns().size() && c.containsAll(key.targetColumns()));
        if (isKey) {
            all.add("ALTER TABLE %s ADD UNIQUE (%s)".formatted(targetCopy, Sql.ids(key.targetColumns())));
        }
        Draft.Reaction reaction = key.reaction();
        all.add(add
                + "FOREIGN KEY (%s) REFERENCES %s (%s) MATCH %s ON DELETE %s%s ON UPDATE %s%s"
                        .formatted(
                                Sql.ids(key.columns()),
                                targetCopy,
                                Sql.ids(key.targetColumns()),
                                reaction.match(),
                                reaction.onDelete(),
                                reaction.setColumns().isEmpty() ? "" : " (" + Sql.ids(reaction.setColumns()) + ")",
                                reaction.onUpdate(),
                                words(key.deferral())));
    }

    /** What the draft says and the copy does not show: sequences of its own, tablespaces, the table referred to. */
    private Table asDrafted(Draft draft, Table read) {
        return switch (draft) {
            case Draft.OfColumns drafted -> {
                List<Column> columns = new ArrayList<>();
                for (int n = 0; n < read.columns().size(); n++) {
                    columns.add(
                            asDrafted(drafted.columns().get(n), read.columns().get(n)));
                }
                yield read.withColumns(columns);
            }
            case Draft.ForeignKey key ->
                read.withConstraints(read.constraints().stream()
                        .map(c -> c instanceof Constraint.ForeignKey own
                                        && own.name().equals(name)
                                ? own.withTarget(key.target().name())
                                : c)
                        .toList());
            case Draft.Unique unique -> inTablespace(read, unique.storage());
            case Draft.PrimaryKey key -> inTablespace(read, key.storage());
            case Draft.Check check -> read;
            case Draft.Exclusion exclusion -> read;
            case Draft.OfIndex index -> read;
        };
    }

    private Table inTablespace(Table read, Draft.Storage storage) {
        if (storage.tablespace() == null) {
            return read;
        }
        String where = " TABLESPACE " + Sql.id(storage.tablespace());
        return read.withConstraints(read.constraints().stream()
                .<Constraint>map(c -> switch (c) {
                    case Constraint.PrimaryKey k ->
                        new Constraint.PrimaryKey(
                                k.identity(), k.name(), k.columns(), k.definition(), k.index() + where, k.comment());
                    case Constraint.Unique k ->
                        new Constraint.Unique(
                                k.identity(), k.name(), k.columns(), k.definition(), k.index() + where, k.comment());
                    case Constraint.Check k -> k;
                    case Constraint.ForeignKey k -> k;
                    case Constraint.Other k -> k;
                })
                .toList());
    }

    private Column asDrafted(Draft.NewColumn drafted, Column read) {
        Column.Origin origin = switch (drafted.origin().generation()) {
            case IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT -> drafted.origin();
            case NONE, DEFAULT, STORED, VIRTUAL -> read.origin();
        };
        if (SERIAL.containsKey(drafted.type().toLowerCase(Locale.ROOT))) {
            String sequence = Sql.id(
                    new TableName(table.name().schema(), Sql.fit(table.name().name() + "_" + drafted.name() + "_seq")));
            origin = new Column.Origin(
                    Column.Generation.DEFAULT, "nextval('" + sequence.replace("'", "''") + "'::regclass)");
        }
        return new Column(
                read.identity(),
                read.name(),
                read.type(),
                read.nullable(),
                origin,
                new Column.Notes(read.notes().collation(), drafted.comment()));
    }

    /** A column of a copy needs no default: nothing is inserted. */
    private static String column(Column column) {
        return NewTable.columnDefinition(
                column.writable()
                        ? new Column(
                                column.identity(),
                                column.name(),
                                column.type(),
                                column.nullable(),
                                Column.Origin.NONE,
                                column.notes())
                        : column);
    }

    private static String column(Draft.NewColumn drafted) {
        String serial = SERIAL.get(drafted.type().toLowerCase(Locale.ROOT));
        return NewTable.columnDefinition(new Column(
                "",
                drafted.name(),
                serial == null ? drafted.type() : serial,
                drafted.nullable() && serial == null,
                drafted.origin(),
                Column.Notes.NONE));
    }

    private static String element(Draft.Element element) {
        StringBuilder text = new StringBuilder(Sql.id(element.column()));
        if (element.collation() != null) {
            text.append(" COLLATE ").append(element.collation());
        }
        if (element.operatorClass() != null) {
            text.append(' ').append(element.operatorClass());
            if (!element.parameters().isEmpty()) {
                text.append(" (")
                        .append(String.join(", ", element.parameters()))
                        .append(')');
            }
        }
        return element.order().isEmpty() ? text.toString() : text + " " + element.order();
    }

    private static String words(Draft.Storage storage) {
        return (storage.include().isEmpty() ? "" : " INCLUDE (" + Sql.ids(storage.include()) + ")")
                + (storage.parameters() == null ? "" : " WITH (" + storage.parameters() + ")")
                + (storage.tablespace() == null ? "" : " USING INDEX TABLESPACE " + Sql.id(storage.tablespace()));
    }

    private static String words(Draft.Deferral deferral) {
        return switch (deferral) {
            case AT_ONCE -> "";
            case DEFERRABLE -> " DEFERRABLE";
            case AT_COMMIT -> " DEFERRABLE INITIALLY DEFERRED";
        };
    }

    /** {@return what the author wrote in SQL; none of it may end the statement around it} */
    private static List<String> texts(Draft draft) {
        List<@Nullable String> texts = new ArrayList<>();
        switch (draft) {
            case Draft.Unique unique -> texts.add(unique.storage().parameters());
            case Draft.PrimaryKey key -> texts.add(key.storage().parameters());
            case Draft.Check check -> texts.add(check.condition());
            case Draft.ForeignKey key -> {}
            case Draft.Exclusion exclusion -> {
                texts.add(exclusion.elements());
                texts.add(exclusion.predicate());
                texts.add(exclusion.storage().parameters());
            }
            case Draft.OfIndex index -> {
                texts.add(index.predicate());
                texts.add(index.storageParameters());
                for (Draft.Element element : index.elements()) {
                    texts.add(element.collation());
                    texts.add(element.operatorClass());
                    texts.addAll(element.parameters());
                }
            }
            case Draft.OfColumns drafted ->
                drafted.columns().forEach(c -> {
                    texts.add(c.type());
                    texts.add(c.origin().expression());
                });
        }
        return texts.stream().filter(Objects::nonNull).map(String::valueOf).toList();
    }
}
