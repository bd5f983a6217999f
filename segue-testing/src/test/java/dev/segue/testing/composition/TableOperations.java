package dev.segue.testing.composition;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Operations on tables, their constraints and indexes; what cannot be asked of the table as it is, is left out. */
final class TableOperations {

    private final Change change;
    private final SplittableRandom random;

    TableOperations(Change change, SplittableRandom random) {
        this.change = change;
        this.random = random;
    }

    void check(Table table, Column column) {
        String name = change.newName("ck");
        String check = RandomShop.check(column);
        change.alter(table, "ADD CONSTRAINT " + Names.quoted(name) + " CHECK (" + check + ")");
        table.checks.put(name, List.of(column));
        if (random.nextBoolean()) {
            change.add(
                    "alter_column",
                    Change.keys(
                            "table",
                            Change.written(table),
                            "column",
                            column.name,
                            "check",
                            Change.keys("name", name, "constraint", check)));
        } else {
            change.add(
                    "create_constraint",
                    Change.keys("table", Change.written(table), "name", name, "type", "check", "check", check));
        }
    }

    void uniquePair(Table table, Column column) {
        if (column.bound || !column.kind.isPlain()) {
            return;
        }
        String name = change.newName("uq");
        change.alter(table, "ADD CONSTRAINT " + Names.quoted(name) + " UNIQUE (" + column.quoted() + ", id)");
        table.uniques.put(name, List.of(column));
        change.add(
                "create_constraint",
                Change.keys(
                        "table",
                        Change.written(table),
                        "name",
                        name,
                        "type",
                        "unique",
                        "columns",
                        List.of(column.name, "id")));
    }

    void dropConstraint(Table table) {
        Map<String, List<Column>> some =
                List.of(table.checks, table.uniques, table.references).get(random.nextInt(3));
        if (some.isEmpty()) {
            return;
        }
        String name = some.keySet().stream().sorted().toList().get(random.nextInt(some.size()));
        change.alter(table, "DROP CONSTRAINT " + Names.quoted(name));
        some.remove(name);
        change.add("drop_constraint", Change.keys("table", Change.written(table), "name", name));
    }

    void renameConstraint(Table table) {
        Map<String, List<Column>> some =
                List.of(table.checks, table.uniques, table.references).get(random.nextInt(3));
        if (some.isEmpty()) {
            return;
        }
        String name = some.keySet().stream().sorted().toList().get(random.nextInt(some.size()));
        String to = change.newName("k");
        change.alter(table, "RENAME CONSTRAINT " + Names.quoted(name) + " TO " + Names.quoted(to));
        some.put(to, some.remove(name));
        change.add("rename_constraint", Change.keys("table", Change.written(table), "from", name, "to", to));
    }

    void createIndex(Table table, Column column) {
        if (!column.kind.isPlain() || column.name.equals("id")) {
            return;
        }
        String name = change.newName("ix");
        boolean partial = random.nextBoolean();
        String predicate = column.quoted() + " IS NOT NULL";
        change.direct("CREATE INDEX " + Names.quoted(name) + " ON " + table.quoted() + " (" + column.quoted()
                + " DESC, id)" + (partial ? " WHERE " + predicate : ""));
        table.indexes.put(name, List.of(column));
        Map<String, Object> keys = Change.keys(
                "table",
                Change.written(table),
                "name",
                name,
                "columns",
                List.of(Change.keys("column", column.name, "sort", "DESC"), "id"));
        if (partial) {
            keys.put("predicate", predicate);
        }
        change.add("create_index", keys);
    }

    void dropIndex(Table table) {
        if (table.indexes.isEmpty()) {
            return;
        }
        String name = table.indexes.keySet().stream().sorted().toList().get(random.nextInt(table.indexes.size()));
        table.indexes.remove(name);
        change.direct("DROP INDEX " + Names.quoted(name));
        change.add("drop_index", Change.keys("name", name));
    }

    void renameTable(Table table) {
        String name = change.newName("t");
        change.alter(table, "RENAME TO " + Names.quoted(name));
        change.add("rename_table", Change.keys("from", Change.written(table), "to", name));
        table.name = name;
    }

    void extract(Table table) {
        List<Column> moving = change.movable(table).stream()
                .filter(c -> change.isOld(c))
                .limit(1 + random.nextInt(3))
                .toList();
        if (moving.isEmpty()) {
            return;
        }
        Table into = new Table(change.newName("into"));
        String reference = change.newName("ref");
        change.direct("CREATE TABLE " + into.quoted() + " (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "
                + moving.stream().map(c -> c.quoted() + " " + c.kind.sql()).collect(Collectors.joining(", "))
                + ", old_id bigint)");
        String list = moving.stream().map(Column::quoted).collect(Collectors.joining(", "));
        change.alter(table, "ADD " + Names.quoted(reference) + " bigint REFERENCES " + into.quoted());
        change.direct("INSERT INTO " + into.quoted() + " (old_id, " + list + ") SELECT id, " + list + " FROM "
                + table.quoted());
        change.direct("UPDATE " + table.quoted() + " t SET " + Names.quoted(reference) + " = (SELECT a.id FROM "
                + into.quoted() + " a WHERE a.old_id = t.id)");
        change.alter(table, moving.stream().map(c -> "DROP " + c.quoted()).collect(Collectors.joining(", ")));
        into.columns.addAll(moving);
        moving.forEach(table::drop);
        table.extracted = into;
        table.reference = reference;
        change.add(
                "extract_table",
                Change.keys(
                        "from",
                        Change.written(table),
                        "columns",
                        moving.stream().map(c -> c.name).toList(),
                        "into",
                        Change.written(into),
                        "reference",
                        reference));
    }

    void addReference(Table table) {
        Table parent = change.tables().get(random.nextInt(change.tables().size()));
        if (parent.composite || parent.partitioned || parent.extracted != null || parent.columns.isEmpty()) {
            return;
        }
        Column column = new Column(change.newName("ref"), parent.columns.getFirst().kind, true);
        String name = change.newName("fk");
        change.alter(
                table,
                "ADD " + column.quoted() + " " + column.kind.sql() + " CONSTRAINT " + Names.quoted(name)
                        + " REFERENCES " + parent.quoted() + " (id)");
        column.reference = true;
        column.self = parent == table;
        table.columns.add(column);
        table.references.put(name, List.of(column));
        parent.referredTo = true;
        change.add(
                "add_column",
                Change.keys(
                        "table",
                        Change.written(table),
                        "column",
                        Change.keys(
                                "name",
                                column.name,
                                "type",
                                column.kind.sql(),
                                "nullable",
                                true,
                                "references",
                                Change.keys("name", name, "table", Change.written(parent), "column", "id"))));
    }

    void createTable() {
        Table table = new Table(change.newName("made"));
        Column id = new Column("id", Kind.INTEGER, false);
        id.bound = true;
        Column text = new Column(change.newName("c"), Kind.TEXT, true);
        table.columns.addAll(List.of(id, text));
        change.direct("CREATE TABLE " + table.quoted() + " (id integer PRIMARY KEY, " + text.quoted() + " text)");
        change.add(
                "create_table",
                Change.keys(
                        "name",
                        Change.written(table),
                        "columns",
                        List.of(
                                Change.keys("name", "id", "type", "integer", "pk", true),
                                Change.keys("name", text.name, "type", "text", "nullable", true))));
        change.created(table);
    }

    void dropTable(Table table) {
        if (table.referredTo || change.tables().size() < 2 || random.nextInt(3) > 0 || table.shown) {
            return;
        }
        change.direct("DROP TABLE " + table.quoted());
        change.tables().remove(table);
        change.add("drop_table", Change.keys("name", Change.written(table)));
    }

    void identity(Table table) {
        change.alter(table, "REPLICA IDENTITY FULL");
        change.add("set_replica_identity", Change.keys("table", Change.written(table), "identity", "full"));
    }
}
