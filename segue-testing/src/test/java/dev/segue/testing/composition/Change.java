package dev.segue.testing.composition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A migration made by chance on the tables of a shop: each operation with the SQL that does the same at once, on a database
 * that nobody uses.
 */
final class Change {

    private static final int TRIES = 100;

    private final SplittableRandom random;
    private final Names names;
    private final List<Table> tables;
    private final List<Column> old;
    private final List<Table> created = new ArrayList<>();
    private final List<String> operations = new ArrayList<>();
    private final List<String> direct = new ArrayList<>();

    /** @param count how many operations there are, if the tables admit as many */
    Change(SplittableRandom random, RandomShop shop, int count) {
        this.random = random;
        this.names = shop.names();
        this.tables = new ArrayList<>(shop.tables());
        this.old = tables.stream().flatMap(t -> t.columns.stream()).toList();
        for (int tries = 0; operations.size() < count && tries < TRIES; tries++) {
            Table table = tables.get(random.nextInt(tables.size()));
            if (table.extracted == null) {
                operation(table);
            }
        }
        tables.addAll(created);
    }

    private void operation(Table table) {
        Column column = table.columns.get(random.nextInt(table.columns.size()));
        boolean free = !column.bound && !column.reference;
        ColumnOperations ofColumns = new ColumnOperations(this, random);
        TableOperations ofTables = new TableOperations(this, random);
        switch (random.nextInt(27)) {
            case 0, 1 -> ofColumns.addColumn(table);
            case 2 -> ofColumns.drop(table, column, free);
            case 3 -> ofColumns.rename(table, column);
            case 4, 5, 6 -> ofColumns.type(table, column, free);
            case 7 -> ofColumns.notNull(table, column, free);
            case 8 -> ofColumns.nullable(table, column, free);
            case 9 -> ofColumns.comment(table, column);
            case 10 -> ofColumns.setDefault(table, column);
            case 11 -> ofTables.check(table, column);
            case 12 -> ofTables.uniquePair(table, column);
            case 13 -> ofTables.dropConstraint(table);
            case 14 -> ofTables.createIndex(table, column);
            case 15 -> ofTables.dropIndex(table);
            case 16 -> ofTables.renameTable(table);
            case 17 -> ofColumns.split(table, column, free);
            case 18 -> ofColumns.codes(table, column, free);
            case 19 -> ofTables.renameConstraint(table);
            case 20, 21 -> ofTables.extract(table);
            case 22 -> ofColumns.merge(table);
            case 23 -> ofTables.addReference(table);
            case 24 -> ofTables.createTable();
            case 25 -> ofTables.dropTable(table);
            default -> ofTables.identity(table);
        }
    }

    /** {@return the tables as they are after the operations so far} */
    List<Table> tables() {
        return tables;
    }

    /** {@return the migration's text} */
    String file() {
        return """
                {"strategy": "expand_contract",
                 "gates": {"flag_settled": "0s", "old_code_retired": false, "old_side_quiet": "0s", "soak": "0s"},
                 "operations": [
                  %s]}
                """.formatted(String.join(",\n  ", operations));
    }

    /** {@return the statements that do the same} */
    List<String> direct() {
        return direct;
    }

    String newName(String prefix) {
        return names.any(random, prefix);
    }

    /** A table that is left alone by the other operations. */
    void created(Table table) {
        created.add(table);
    }

    boolean isOld(Column column) {
        return old.contains(column);
    }

    /** {@return the columns by which nothing goes} */
    List<Column> movable(Table table) {
        return table.columns.stream()
                .filter(c -> !c.bound && !c.reference && !c.unique && !c.followed)
                .toList();
    }

    /** A table's name as files write it: SQL's quotes where it has odd characters. */
    static String written(Table table) {
        return table.name.matches("[\\p{L}\\d_]+") ? table.name : table.quoted();
    }

    void update(Table table, Column column, String value) {
        direct("UPDATE " + table.quoted() + " SET " + column.quoted() + " = " + value);
    }

    void alter(Table table, String what) {
        direct("ALTER TABLE " + table.quoted() + " " + what);
    }

    void direct(String statement) {
        direct.add(statement);
    }

    void add(String operation, Map<String, Object> keys) {
        operations.add("{" + json(operation) + ": " + json(keys) + "}");
    }

    /** {@return a map of the keys, each followed by its value, in that order} */
    static Map<String, Object> keys(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int n = 0; n < pairs.length; n += 2) {
            map.put((String) pairs[n], pairs[n + 1]);
        }
        return map;
    }

    private static String json(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> json(e.getKey()) + ": " + json(e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(Change::json).collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }
}
