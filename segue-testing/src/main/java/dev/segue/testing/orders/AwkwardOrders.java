package dev.segue.testing.orders;

import dev.segue.testing.kill.KillCase;
import dev.segue.testing.kill.Ledger;
import dev.segue.testing.kill.Row;
import dev.segue.testing.kill.Traffic;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few orders with the values that break things: NULL in every combination, empty and very long texts, quotes, line
 * ends, backslashes, other alphabets. {@code zip} becomes {@code postcode}, in upper case.
 */
public final class AwkwardOrders implements Supplier<KillCase> {

    private static final OrdersSchema SCHEMA =
            OrdersSchema.standard(0).nullable().renamed();

    private static final String FILL = """
            INSERT INTO orders (id, customer_id, total, street, city, zip)
            SELECT n, n % 7, n,
                   (ARRAY['Elm St', 'O''Hara Rd', E'back\\\\slash', E'two\\nlines', 'Große Straße', '日本', NULL])[1 + n % 7],
                   (ARRAY['Ulm', '', NULL, repeat('long ', 600), E'tab\\there'])[1 + n % 5],
                   (ARRAY['ab1', NULL, 'CD2'])[1 + n % 3]
            FROM generate_series(1, 70) AS n;
            SELECT setval(pg_get_serial_sequence('orders', 'id'), 70);
            """;

    @Override
    public KillCase get() {
        return new KillCase(
                "extract_table with awkward rows",
                SCHEMA.schemaSql() + FILL,
                SCHEMA.migrationName(),
                SCHEMA.migrationText(),
                List.of(SCHEMA.schema()),
                new Writes());
    }

    /** A row of the ledger: total, street, city, zip. */
    private static final class Writes implements Traffic {

        private static final List<String> MOVED = List.of("street", "city", "zip");

        @Override
        public void write(Connection connection, Set<Shape> shapes, int round, Ledger ledger) throws SQLException {
            Round writes = new Round(connection, new Random(7_919L * round), round, ledger);
            if (shapes.contains(Shape.OLD)) {
                writes.old();
            }
            if (shapes.contains(Shape.NEW)) {
                writes.anew();
            }
        }

        @Override
        public Map<Long, Row> rows(Connection connection, Shape shape) throws SQLException {
            String sql = switch (shape) {
                case OLD -> "SELECT id, total, street, city, zip FROM public.orders";
                case NEW -> """
                        SELECT o.id, o.total, a.street, a.city, a.postcode
                        FROM public.orders o LEFT JOIN public.addresses a ON a.id = o.address_id""";
            };
            Map<Long, Row> rows = new TreeMap<>();
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.put(
                            row.getLong(1),
                            Row.of(row.getString(2), row.getString(3), row.getString(4), row.getString(5)));
                }
            }
            return rows;
        }

        @Override
        public Row seen(Shape shape, Row values) {
            String zip = values.value(3);
            return shape == Shape.NEW && zip != null ? values.with(3, zip.toUpperCase(Locale.ROOT)) : values;
        }

        @Override
        public List<String> strays(Connection connection) throws SQLException {
            return new OrdersRows(SCHEMA).strays(connection, Set.of(Shape.NEW));
        }
    }

    /** Some writes, each committed before the next. */
    private record Round(Connection connection, Random random, int round, Ledger ledger) {

        void old() throws SQLException {
            long fresh = 100L * round;
            execute(
                    "INSERT INTO public.orders (id, customer_id, total, street, city, zip) VALUES (?, 1, ?::numeric, ?, ?, ?)",
                    fresh,
                    "1.00",
                    text("street"),
                    "",
                    "old" + round);
            ledger.is(fresh, Row.of("1.00", text("street"), "", "old" + round));
            change("street", text("old street"));
            change("city", null);
            change("total", round + ".50");
            if (round % 3 == 0) {
                long key = any();
                execute("UPDATE public.orders SET street = NULL, city = NULL, zip = NULL WHERE id = ?", key);
                ledger.is(key, Row.of(ledger.row(key).value(0), null, null, null));
            }
            if (round % 3 == 1) {
                long key = any();
                execute("DELETE FROM public.orders WHERE id = ?", key);
                ledger.gone(key);
            }
        }

        private void change(String column, @Nullable String value) throws SQLException {
            long key = any();
            String cast = column.equals("total") ? "?::numeric" : "?";
            execute("UPDATE public.orders SET " + column + " = " + cast + " WHERE id = ?", value, key);
            int index = column.equals("total") ? 0 : 1 + Writes.MOVED.indexOf(column);
            ledger.is(key, ledger.row(key).with(index, value));
        }

        void anew() throws SQLException {
            long fresh = 100L * round + 1;
            execute("""
                    WITH a AS (INSERT INTO public.addresses (street, city, postcode) VALUES (?, ?, ?) RETURNING id)
                    INSERT INTO public.orders (id, customer_id, total, address_id) SELECT ?, 2, 2, id FROM a
                    """, text("new street"), null, "NEW" + round, fresh);
            ledger.is(fresh, Row.of("2.00", text("new street"), null, "NEW" + round));
            changeAddress();
            replaceAddress();
            if (round % 3 == 2) {
                long key = any();
                execute("""
                        WITH o AS (DELETE FROM public.orders WHERE id = ? RETURNING address_id)
                        DELETE FROM public.addresses WHERE id IN (SELECT address_id FROM o)
                        """, key);
                ledger.gone(key);
            }
        }

        private void changeAddress() throws SQLException {
            long key = any();
            int changed = execute("""
                    UPDATE public.addresses SET city = ?, postcode = ?
                    WHERE id = (SELECT address_id FROM public.orders WHERE id = ?)
                    """, text("new city"), "NEW" + round, key);
            if (changed == 1) {
                ledger.is(key, ledger.row(key).with(2, text("new city")).with(3, "NEW" + round));
            }
        }

        /** Gives the order another address and deletes the one it had, as code does that knows only the new shape. */
        private void replaceAddress() throws SQLException {
            long key = any();
            connection.setAutoCommit(false);
            @Nullable Long before = null;
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT address_id FROM public.orders WHERE id = ? FOR UPDATE")) {
                statement.setLong(1, key);
                try (ResultSet row = statement.executeQuery()) {
                    before = row.next() ? row.getObject(1, Long.class) : null;
                }
            }
            execute("""
                    WITH a AS (INSERT INTO public.addresses (street, city, postcode) VALUES (?, ?, ?) RETURNING id)
                    UPDATE public.orders SET address_id = a.id FROM a WHERE orders.id = ?
                    """, text("other street"), "", null, key);
            if (before != null) {
                execute("DELETE FROM public.addresses WHERE id = ?", before);
            }
            connection.commit();
            connection.setAutoCommit(true);
            ledger.is(key, Row.of(ledger.row(key).value(0), text("other street"), "", null));
        }

        private long any() {
            List<Long> keys = List.copyOf(ledger.rows().keySet());
            return keys.get(random.nextInt(keys.size()));
        }

        private String text(String what) {
            return what + " of '" + round + "'\n\\";
        }

        private int execute(String sql, @Nullable Object... values) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int n = 0; n < values.length; n++) {
                    statement.setObject(n + 1, values[n]);
                }
                return statement.executeUpdate();
            }
        }
    }
}
