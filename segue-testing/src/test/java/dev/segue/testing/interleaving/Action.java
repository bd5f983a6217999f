package dev.segue.testing.interleaving;

import dev.segue.testing.oracle.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One statement that a session may send. Orders are numbered from 1 within a case. A statement that touches a row answers
 * with its {@code address_id} and, where it may write what is there already, with the values it found.
 */
sealed interface Action {

    /** The columns that move. */
    List<String> COLUMNS = List.of("street", "city", "zip");

    /** {@return the statement} */
    String sql();

    /** {@return the rows that it locks or whose locks it may wait for: {@code O2} is order 2, {@code A2} its address} */
    default Set<String> rows() {
        return Set.of();
    }

    /** {@return the SQLSTATEs with which it may end without Segue too, under READ COMMITTED} */
    default Set<String> mayRaise() {
        return Set.of();
    }

    /** {@return whether it waits for nobody, whoever holds what} */
    default boolean neverWaits() {
        return false;
    }

    /** {@return whether it is the first statement of a transaction that sees the data, if it is the first} */
    default boolean takesSnapshot() {
        return true;
    }

    /** {@return whether it ends the transaction, or a part of it, so that others may go on} */
    default boolean lettingGo() {
        return false;
    }

    /** {@return what it did, each as a statement on one row, if it ended well with these rows} */
    default List<Done> done(int clock, int session, List<List<@Nullable String>> rows) {
        return List.of(new Done(clock, session, this, rows.isEmpty() ? List.of() : rows.getFirst()));
    }

    /** New values of some columns; null for NULL. */
    record Values(List<@Nullable String> all, Set<Integer> written) {

        static final Values NOTHING = new Values(Arrays.asList(null, null, null), Set.of(0, 1, 2));

        String assignments() {
            return written.stream()
                    .sorted()
                    .map(c -> COLUMNS.get(c) + " = " + literal(c))
                    .collect(Collectors.joining(", "));
        }

        String literals() {
            return literal(0) + ", " + literal(1) + ", " + literal(2);
        }

        String literal(int column) {
            String value = all.get(column);
            return value == null ? "NULL" : "'" + value + "'";
        }
    }

    record Begin(String level) implements Action {
        @Override
        public String sql() {
            return "BEGIN ISOLATION LEVEL " + level;
        }

        @Override
        public boolean takesSnapshot() {
            return false;
        }
    }

    record Commit() implements Action {
        @Override
        public String sql() {
            return "COMMIT";
        }

        @Override
        public boolean lettingGo() {
            return true;
        }

        @Override
        public boolean takesSnapshot() {
            return false;
        }
    }

    record Rollback() implements Action {
        @Override
        public String sql() {
            return "ROLLBACK";
        }

        @Override
        public boolean lettingGo() {
            return true;
        }

        @Override
        public boolean takesSnapshot() {
            return false;
        }

        @Override
        public boolean neverWaits() {
            return true;
        }
    }

    record Savepoint() implements Action {
        @Override
        public String sql() {
            return "SAVEPOINT s";
        }

        @Override
        public boolean takesSnapshot() {
            return false;
        }

        @Override
        public boolean neverWaits() {
            return true;
        }
    }

    record RollbackTo() implements Action {
        @Override
        public String sql() {
            return "ROLLBACK TO s";
        }

        @Override
        public boolean lettingGo() {
            return true;
        }

        @Override
        public boolean takesSnapshot() {
            return false;
        }

        @Override
        public boolean neverWaits() {
            return true;
        }
    }

    record Immediate() implements Action {
        @Override
        public String sql() {
            return "SET CONSTRAINTS ALL IMMEDIATE";
        }

        @Override
        public boolean takesSnapshot() {
            return false;
        }
    }

    /** The reconciler, as the engine or cron calls it. */
    record Settle(int keys) implements Action {
        @Override
        public String sql() {
            return "SELECT segue.settle(" + keys + ")";
        }
    }

    /** The backfill of a range of orders; the statement itself comes from the plan. */
    record Fill(int low, int high, String statement) implements Action {
        @Override
        public String sql() {
            return statement;
        }

        @Override
        public Set<String> rows() {
            return IntStream.rangeClosed(low + 1, high)
                    .mapToObj(order -> "O" + order)
                    .collect(Collectors.toSet());
        }
    }

    /** Old code updates an order. */
    record OldUpdate(int order, Values values) implements Action {
        @Override
        public String sql() {
            return statement(order, values.assignments());
        }

        static String statement(int order, String assignments) {
            return """
                    WITH before AS (SELECT * FROM orders WHERE order_id = %1$d FOR NO KEY UPDATE)
                    UPDATE orders o SET %2$s FROM before WHERE o.order_id = %1$d
                    RETURNING o.address_id, before.street, before.city, before.zip""".formatted(order, assignments);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    /** Old code updates a range of orders, ends included, in one statement. */
    record OldSweep(int low, int high, Values values) implements Action {
        @Override
        public String sql() {
            return """
                    WITH before AS (SELECT * FROM orders WHERE order_id BETWEEN %1$d AND %2$d ORDER BY order_id FOR NO KEY UPDATE)
                    UPDATE orders o SET %3$s FROM before WHERE o.order_id = before.order_id
                    RETURNING o.address_id, before.street, before.city, before.zip, o.order_id""".formatted(low, high, values.assignments());
        }

        @Override
        public Set<String> rows() {
            return IntStream.rangeClosed(low, high)
                    .mapToObj(order -> "O" + order)
                    .collect(Collectors.toSet());
        }

        @Override
        public List<Done> done(int clock, int session, List<List<@Nullable String>> rows) {
            return rows.stream()
                    .map(row -> new Done(
                            clock,
                            session,
                            new OldUpdate(Integer.parseInt(String.valueOf(row.getLast())), values),
                            row))
                    .toList();
        }
    }

    /** Code of one shape computes a value from what it reads. */
    record Append(int order, int column, Shape shape) implements Action {
        @Override
        public String sql() {
            String assignment = "%1$s = coalesce(before.%1$s, '') || '+'".formatted(COLUMNS.get(column));
            return shape == Shape.OLD ? OldUpdate.statement(order, assignment) : NewUpdate.statement(order, assignment);
        }

        @Override
        public Set<String> rows() {
            return Set.of((shape == Shape.OLD ? "O" : "A") + order);
        }

        @Override
        public List<Done> done(int clock, int session, List<List<@Nullable String>> rows) {
            if (rows.isEmpty()) {
                return List.of();
            }
            List<@Nullable String> row = rows.getFirst();
            String found = row.get(1 + column);
            List<@Nullable String> all = new ArrayList<>(row.subList(1, 1 + COLUMNS.size()));
            all.set(column, (found == null ? "" : found) + "+");
            Values values = new Values(all, Set.of(column));
            Action did = shape == Shape.OLD ? new OldUpdate(order, values) : new NewUpdate(order, values);
            return List.of(new Done(clock, session, did, row));
        }
    }

    /** Old code updates what does not move. */
    record OldTotal(int order) implements Action {
        @Override
        public String sql() {
            return "UPDATE orders SET total = total + 1 WHERE order_id = " + order;
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    record OldInsert(int order, Values values) implements Action {
        @Override
        public String sql() {
            return "INSERT INTO orders (order_id, street, city, zip) VALUES (%d, %s) ON CONFLICT DO NOTHING RETURNING address_id"
                    .formatted(order, values.literals());
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    /** Old code inserts an order, or updates one column of it. */
    record OldUpsert(int order, Values values, int column) implements Action {
        @Override
        public String sql() {
            return "INSERT INTO orders (order_id, street, city, zip) VALUES (%1$d, %2$s) ON CONFLICT (order_id) DO UPDATE SET %3$s = excluded.%3$s RETURNING address_id, xmax = 0"
                    .formatted(order, values.literals(), COLUMNS.get(column));
        }

        boolean inserted(List<@Nullable String> row) {
            return "t".equals(row.getLast());
        }

        /** {@return the one column that is updated} */
        Set<Integer> one() {
            return Set.of(column);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    record OldDelete(int order) implements Action {
        @Override
        public String sql() {
            return "DELETE FROM orders WHERE order_id = %d RETURNING address_id".formatted(order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    /** Old code gives an order another key. */
    record Rekey(int order, int to) implements Action {
        @Override
        public String sql() {
            return "UPDATE orders SET order_id = %d WHERE order_id = %d RETURNING address_id".formatted(to, order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order, "O" + to);
        }

        @Override
        public Set<String> mayRaise() {
            return Set.of("23505");
        }
    }

    /** New code updates an order's address. */
    record NewUpdate(int order, Values values) implements Action {
        @Override
        public String sql() {
            return statement(order, values.assignments());
        }

        static String statement(int order, String assignments) {
            return """
                    WITH before AS (SELECT * FROM addresses WHERE id = (SELECT address_id FROM orders WHERE order_id = %d) FOR NO KEY UPDATE)
                    UPDATE addresses a SET %s FROM before WHERE a.id = before.id
                    RETURNING a.id, before.street, before.city, before.zip""".formatted(order, assignments);
        }

        @Override
        public Set<String> rows() {
            return Set.of("A" + order);
        }
    }

    record NewInsert(int order, Values values) implements Action {
        @Override
        public String sql() {
            return "WITH a AS (INSERT INTO addresses (street, city, zip) VALUES (%s) RETURNING id) INSERT INTO orders (order_id, address_id) SELECT %d, id FROM a RETURNING address_id"
                    .formatted(values.literals(), order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }

        @Override
        public Set<String> mayRaise() {
            return Set.of("23505");
        }
    }

    /** New code gives an order a fresh address. */
    record LinkFresh(int order, Values values) implements Action {
        @Override
        public String sql() {
            return "WITH a AS (INSERT INTO addresses (street, city, zip) VALUES (%s) RETURNING id) UPDATE orders SET address_id = a.id FROM a WHERE order_id = %d RETURNING address_id"
                    .formatted(values.literals(), order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    /** New code gives an order the address of another one; from now on they share it. */
    record LinkShared(int order, int other) implements Action {
        @Override
        public String sql() {
            return "UPDATE orders SET address_id = (SELECT address_id FROM orders WHERE order_id = %d) WHERE order_id = %d RETURNING address_id"
                    .formatted(other, order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order, "A" + order, "A" + other);
        }

        @Override
        public Set<String> mayRaise() {
            return Set.of("23503");
        }
    }

    record Unlink(int order) implements Action {
        @Override
        public String sql() {
            return "UPDATE orders SET address_id = NULL WHERE order_id = %d AND address_id IS NOT NULL RETURNING address_id"
                    .formatted(order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }
    }

    /** New code deletes an order and its address. */
    record NewDelete(int order) implements Action {
        @Override
        public String sql() {
            return "WITH o AS (DELETE FROM orders WHERE order_id = %d RETURNING address_id), a AS (DELETE FROM addresses USING o WHERE id = o.address_id) SELECT address_id FROM o"
                    .formatted(order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order, "A" + order);
        }

        @Override
        public Set<String> mayRaise() {
            return Set.of("23503");
        }
    }

    /** An application that writes both shapes itself inserts an order and its address. */
    record BothInsert(int order, Values values) implements Action {
        @Override
        public String sql() {
            return "WITH a AS (INSERT INTO addresses (street, city, zip) VALUES (%2$s) RETURNING id) INSERT INTO orders (order_id, street, city, zip, address_id) SELECT %1$d, %2$s, id FROM a RETURNING address_id"
                    .formatted(order, values.literals());
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order);
        }

        @Override
        public Set<String> mayRaise() {
            return Set.of("23505");
        }
    }

    /** New code deletes the address of an order, and keeps the order. */
    record Drop(int order) implements Action {
        @Override
        public String sql() {
            return "WITH before AS (SELECT order_id, address_id FROM orders WHERE order_id = %d AND address_id IS NOT NULL FOR NO KEY UPDATE), a AS (DELETE FROM addresses USING before WHERE id = before.address_id) UPDATE orders o SET address_id = NULL FROM before WHERE o.order_id = before.order_id RETURNING before.address_id"
                    .formatted(order);
        }

        @Override
        public Set<String> rows() {
            return Set.of("O" + order, "A" + order);
        }

        @Override
        public Set<String> mayRaise() {
            return Set.of("23503");
        }
    }

    /** Code of one shape, or something that looks at both at once, reads a range of orders, ends included. */
    record Read(int low, int high, Set<Shape> shapes) implements Action {

        private static final String OLD = ", o.street, o.city, o.zip";
        private static final String NEW = ", a.street, a.city, a.zip";
        private static final String JOIN = " LEFT JOIN addresses a ON a.id = o.address_id";

        @Override
        public String sql() {
            String columns = (shapes.contains(Shape.OLD) ? OLD : "") + (shapes.contains(Shape.NEW) ? NEW : "");
            return "SELECT o.order_id, o.address_id%s FROM orders o%s WHERE o.order_id BETWEEN %d AND %d ORDER BY o.order_id"
                    .formatted(columns, shapes.contains(Shape.NEW) ? JOIN : "", low, high);
        }

        @Override
        public boolean neverWaits() {
            return true;
        }

        /** {@return what a shape shows in a row that was read} */
        List<@Nullable String> shown(List<@Nullable String> row, Shape shape) {
            int from = shape == Shape.NEW && shapes.contains(Shape.OLD) ? 2 + COLUMNS.size() : 2;
            return new ArrayList<>(row.subList(from, from + COLUMNS.size()));
        }
    }
}
