package dev.segue.testing.composition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Operations on the columns of a table; what cannot be asked of the table as it is, is left out. */
final class ColumnOperations {

    private final Change change;
    private final SplittableRandom random;

    ColumnOperations(Change change, SplittableRandom random) {
        this.change = change;
        this.random = random;
    }

    void addColumn(Table table) {
        Column column = new Column(change.newName("n"), Kind.any(random), true);
        Column from = table.columns.get(random.nextInt(table.columns.size()));
        Map<String, Object> spec = new LinkedHashMap<>();
        String definition = "";
        String up = null;
        switch (random.nextInt(3)) {
            case 0 -> spec.put("nullable", true);
            case 1 -> {
                column.kind = column.kind.isPlain() ? column.kind : Kind.TEXT;
                column.nullable = false;
                spec.put("default", column.kind.literal(5));
                column.defaults = true;
                definition = " NOT NULL DEFAULT " + column.kind.literal(5);
            }
            default -> {
                column.kind = Kind.TEXT;
                up = from.quoted() + "::text";
                from.followed = true;
                column.nullable = from.nullable;
                if (from.nullable) {
                    spec.put("nullable", true);
                }
            }
        }
        spec.put("name", column.name);
        spec.put("type", column.kind.sql());
        change.alter(table, "ADD " + column.quoted() + " " + column.kind.sql() + definition);
        if (up != null) {
            change.update(table, column, up);
            if (!column.nullable) {
                change.alter(table, "ALTER " + column.quoted() + " SET NOT NULL");
            }
        }
        if (random.nextInt(3) == 0) {
            String name = change.newName("ck");
            spec.put("check", Change.keys("name", name, "constraint", RandomShop.check(column)));
            change.alter(table, "ADD CONSTRAINT " + Names.quoted(name) + " CHECK (" + RandomShop.check(column) + ")");
            table.checks.put(name, List.of(column));
        }
        Map<String, Object> keys = Change.keys("table", Change.written(table), "column", spec);
        if (up != null) {
            keys.put("up", up);
        }
        table.columns.add(column);
        change.add("add_column", keys);
    }

    void drop(Table table, Column column, boolean free) {
        if (!free || column.unique && !column.nullable || table.columns.size() < 3) {
            return;
        }
        Map<String, Object> keys = Change.keys("table", Change.written(table), "column", column.name);
        if (!column.nullable) {
            keys.put("down", column.kind.literal(6));
        }
        change.alter(table, "DROP " + column.quoted());
        table.drop(column);
        change.add("drop_column", keys);
    }

    void rename(Table table, Column column) {
        if (column.bound) {
            return;
        }
        String name = change.newName("r");
        change.alter(table, "RENAME " + column.quoted() + " TO " + Names.quoted(name));
        change.add("rename_column", Change.keys("table", Change.written(table), "from", column.name, "to", name));
        column.name = name;
    }

    void type(Table table, Column column, boolean free) {
        Kind to = switch (column.kind) {
            case INTEGER -> random.nextInt(2) == 0 ? Kind.BIGINT : Kind.TEXT;
            case TEXT -> Kind.VARCHAR;
            case JSONB, ARRAY, TIMESTAMPTZ -> column.kind;
            default -> Kind.TEXT;
        };
        if (!free || to == column.kind) {
            return;
        }
        boolean bothText = column.kind.isText();
        boolean kept = bothText || to == Kind.BIGINT;
        Map<String, Object> keys = Change.keys("table", Change.written(table), "column", column.name, "type", to.sql());
        keys.put("default", null);
        if (!kept) {
            keys.put("up", column.quoted() + "::text");
            keys.put("down", column.quoted() + "::" + column.kind.sql());
            table.checks.entrySet().removeIf(check -> {
                boolean goes = check.getValue().contains(column) && column.kind != Kind.BOOLEAN;
                if (goes) {
                    change.alter(table, "DROP CONSTRAINT " + Names.quoted(check.getKey()));
                }
                return goes;
            });
        }
        change.alter(table, "ALTER " + column.quoted() + " DROP DEFAULT");
        change.alter(
                table,
                "ALTER " + column.quoted() + " TYPE " + to.sql() + " USING " + column.quoted() + "::" + to.sql());
        column.kind = to;
        change.add("alter_column", keys);
    }

    void notNull(Table table, Column column, boolean free) {
        if (!free || !column.nullable || column.unique) {
            return;
        }
        String up = "coalesce(" + column.quoted() + ", " + column.kind.literal(8) + ")";
        change.update(table, column, up);
        change.alter(table, "ALTER " + column.quoted() + " SET NOT NULL");
        column.nullable = false;
        change.add(
                "alter_column",
                Change.keys(
                        "table",
                        Change.written(table),
                        "column",
                        column.name,
                        "nullable",
                        false,
                        "up",
                        up,
                        "down",
                        column.quoted()));
    }

    void nullable(Table table, Column column, boolean free) {
        if (!free || column.nullable) {
            return;
        }
        change.alter(table, "ALTER " + column.quoted() + " DROP NOT NULL");
        column.nullable = true;
        change.add(
                "alter_column", Change.keys("table", Change.written(table), "column", column.name, "nullable", true));
    }

    void comment(Table table, Column column) {
        change.direct("COMMENT ON COLUMN " + table.quoted() + "." + column.quoted() + " IS 'said; it''s \"new\"'");
        change.add(
                "alter_column",
                Change.keys("table", Change.written(table), "column", column.name, "comment", "said; it's \"new\""));
    }

    void setDefault(Table table, Column column) {
        if (column.bound || column.reference || column.unique || !column.kind.isPlain()) {
            return;
        }
        column.defaults = true;
        change.alter(table, "ALTER " + column.quoted() + " SET DEFAULT " + column.kind.literal(9));
        change.add(
                "alter_column",
                Change.keys("table", Change.written(table), "column", column.name, "default", column.kind.literal(9)));
    }

    void codes(Table table, Column column, boolean free) {
        if (!free || column.defaults || !column.kind.isText()) {
            return;
        }
        change.update(
                table,
                column,
                "CASE " + column.quoted() + " WHEN 'w3 x3' THEN 'three' WHEN 'w4 x4' THEN 'four' ELSE "
                        + column.quoted() + " END");
        change.add(
                "replace_codes",
                Change.keys(
                        "table",
                        Change.written(table),
                        "column",
                        column.name,
                        "codes",
                        Change.keys("w3 x3", "three", "w4 x4", "four"),
                        "others",
                        "keep"));
    }

    void split(Table table, Column column, boolean free) {
        if (!free || !column.kind.isText() || column.unique) {
            return;
        }
        Column first = new Column(change.newName("s"), Kind.TEXT, column.nullable);
        Column second = new Column(change.newName("s"), Kind.TEXT, column.nullable);
        List<Object> into = new ArrayList<>();
        for (Column part : List.of(first, second)) {
            String up = "split_part(" + column.quoted() + ", ' ', " + (part == first ? 1 : 2) + ")";
            change.alter(table, "ADD " + part.quoted() + " text");
            change.update(table, part, up);
            if (!part.nullable) {
                change.alter(table, "ALTER " + part.quoted() + " SET NOT NULL");
            }
            into.add(Change.keys("name", part.name, "type", "text", "nullable", part.nullable, "up", up));
        }
        Map<String, Object> keys = Change.keys(
                "table",
                Change.written(table),
                "column",
                column.name,
                "into",
                into,
                "down",
                first.quoted() + " || ' ' || " + second.quoted());
        change.alter(table, "DROP " + column.quoted());
        table.drop(column);
        table.columns.add(first);
        table.columns.add(second);
        change.add("split_column", keys);
    }

    void merge(Table table) {
        List<Column> texts = change.movable(table).stream()
                .filter(c -> c.kind.isText() && !c.nullable)
                .toList();
        if (texts.size() < 2) {
            return;
        }
        Column one = texts.get(0);
        Column two = texts.get(1);
        Column into = new Column(change.newName("m"), Kind.TEXT, false);
        String up = one.quoted() + " || '/' || " + two.quoted();
        change.alter(table, "ADD " + into.quoted() + " text");
        change.update(table, into, up);
        change.alter(table, "ALTER " + into.quoted() + " SET NOT NULL");
        change.alter(table, "DROP " + one.quoted() + ", DROP " + two.quoted());
        Map<String, Object> keys = Change.keys(
                "table",
                Change.written(table),
                "columns",
                List.of(
                        Change.keys("name", one.name, "down", "split_part(" + into.quoted() + ", '/', 1)"),
                        Change.keys("name", two.name, "down", "split_part(" + into.quoted() + ", '/', 2)")),
                "into",
                Change.keys("name", into.name, "type", "text"),
                "up",
                up);
        table.drop(one);
        table.drop(two);
        table.columns.add(into);
        change.add("merge_columns", keys);
    }
}
