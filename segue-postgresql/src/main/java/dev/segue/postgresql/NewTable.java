package dev.segue.postgresql;

import dev.segue.catalog.Column;
import dev.segue.catalog.Grant;
import dev.segue.catalog.Table;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table that is made, with its columns, key, sequences, owner, comments and grants. */
final class NewTable {

    private static final String NEXT = "nextval('";
    private static final String OF_SEQUENCE = "'::regclass)";

    /** The types of sequences other than bigint, which is theirs by default. */
    private static final Set<String> NARROW = Set.of("integer", "smallint");

    private NewTable() {}

    /** {@return what makes the table with all that belongs to it but constraints other than its key} */
    static List<Statement> statements(Table table) {
        List<Statement> all = new ArrayList<>();
        List<String> parts = new ArrayList<>(
                table.columns().stream().map(NewTable::columnDefinition).toList());
        table.primaryKey()
                .ifPresent(k -> parts.add("CONSTRAINT %s %s".formatted(Sql.id(k.name()), ConstraintDdl.primaryKey(k))));
        String name = Sql.id(table.name());
        Map<String, Column> sequences = ownedSequences(table);
        sequences.forEach((sequence, column) -> all.add(newSequence(sequence, column)));
        all.add(Statement.free(
                "CREATE TABLE %s (\n    %s\n)".formatted(name, String.join(",\n    ", parts)), "new, so nobody waits"));
        sequences.forEach((sequence, column) -> all.add(Statement.free(
                "ALTER SEQUENCE %s OWNED BY %s.%s".formatted(sequence, name, Sql.id(column.name())),
                "goes with its table")));
        all.addAll(owner(table));
        if (table.attachments().comment() != null) {
            all.add(Statement.free(
                    "COMMENT ON TABLE %s IS %s"
                            .formatted(
                                    name, Sql.literalOrNull(table.attachments().comment())),
                    "for people"));
        }
        for (Column column : table.columns()) {
            if (column.notes().comment() != null) {
                all.add(Statement.free(
                        "COMMENT ON COLUMN %s.%s IS %s"
                                .formatted(
                                        name,
                                        Sql.id(column.name()),
                                        Sql.literalOrNull(column.notes().comment())),
                        "carried over"));
            }
        }
        all.addAll(grants(table));
        return all;
    }

    /** {@return what gives the table its owner and its rights} */
    static List<Statement> rights(Table table) {
        List<Statement> all = new ArrayList<>(owner(table));
        all.addAll(grants(table));
        return all;
    }

    private static List<Statement> owner(Table table) {
        String owner = table.attachments().owner();
        return owner == null
                ? List.of()
                : List.of(Statement.free(
                        "ALTER TABLE %s OWNER TO %s".formatted(Sql.id(table.name()), Sql.id(owner)),
                        "the same owner as the table it comes from"));
    }

    private static List<Statement> grants(Table table) {
        List<Statement> all = new ArrayList<>();
        String name = Sql.id(table.name());
        Map<String, Column> sequences = ownedSequences(table);
        for (Grant grant : table.attachments().grants()) {
            all.add(Statement.free(grant(name, grant), "carried over"));
            if (grant.privilege().equals("INSERT") && grant.column() == null) {
                sequences
                        .keySet()
                        .forEach(s -> all.add(Statement.free(
                                "GRANT USAGE ON SEQUENCE %s TO %s".formatted(s, grantee(grant)),
                                "inserting needs the key")));
            }
        }
        return all;
    }

    /** {@return the sequences, quoted, that columns' defaults draw from} */
    private static Map<String, Column> ownedSequences(Table table) {
        Map<String, Column> sequences = new LinkedHashMap<>();
        table.columns().forEach(c -> sequence(c).ifPresent(s -> sequences.put(s, c)));
        return sequences;
    }

    /** {@return the sequence, quoted, that a column's default draws from: {@code nextval('…'::regclass)}} */
    static Optional<String> sequence(Column column) {
        String expression = column.origin().expression();
        return expression != null && expression.startsWith(NEXT) && expression.endsWith(OF_SEQUENCE)
                ? Optional.of(expression
                        .substring(NEXT.length(), expression.length() - OF_SEQUENCE.length())
                        .replace("''", "'"))
                : Optional.empty();
    }

    /** {@return what makes the sequence of a column} */
    static Statement newSequence(String sequence, Column column) {
        return Statement.free(
                "CREATE SEQUENCE " + sequence + (NARROW.contains(column.type()) ? " AS " + column.type() : ""),
                "makes the keys");
    }

    private static String grant(String table, Grant grant) {
        return "GRANT %s%s ON TABLE %s TO %s%s"
                .formatted(
                        grant.privilege(),
                        grant.column() == null ? "" : " (" + Sql.id(grant.column()) + ")",
                        table,
                        grantee(grant),
                        grant.grantable() ? " WITH GRANT OPTION" : "");
    }

    private static String grantee(Grant grant) {
        return grant.grantee().isEmpty() ? "PUBLIC" : Sql.id(grant.grantee());
    }

    private static String options(Column identity) {
        return identity.origin().expression() == null
                ? ""
                : " (" + identity.origin().expression() + ")";
    }

    /** {@return the column as CREATE TABLE and ADD COLUMN take it} */
    static String columnDefinition(Column column) {
        StringBuilder definition = new StringBuilder(Sql.id(column.name()) + " " + column.type());
        if (column.notes().collation() != null) {
            definition.append(" COLLATE ").append(column.notes().collation());
        }
        switch (column.origin().generation()) {
            case NONE -> {}
            case DEFAULT ->
                definition.append(" DEFAULT ").append(column.origin().expression());
            case IDENTITY_ALWAYS ->
                definition.append(" GENERATED ALWAYS AS IDENTITY").append(options(column));
            case IDENTITY_BY_DEFAULT ->
                definition.append(" GENERATED BY DEFAULT AS IDENTITY").append(options(column));
            case STORED ->
                definition
                        .append(" GENERATED ALWAYS AS (")
                        .append(column.origin().expression())
                        .append(") STORED");
            case VIRTUAL ->
                definition
                        .append(" GENERATED ALWAYS AS (")
                        .append(column.origin().expression())
                        .append(") VIRTUAL");
        }
        return definition + (column.nullable() ? "" : " NOT NULL");
    }
}
