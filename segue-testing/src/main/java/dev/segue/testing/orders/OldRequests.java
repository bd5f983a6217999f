package dev.segue.testing.orders;

import static dev.segue.testing.oracle.Shape.OLD;

import dev.segue.testing.load.Application.WeightedRequest;
import dev.segue.testing.load.Request;
import dev.segue.testing.load.Work;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Writer;
import dev.segue.testing.oracle.Writer.Write;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Old code: it knows the table of orders with inline addresses, and locks several orders in ascending order. */
final class OldRequests {

    private static final List<Field> ROW =
            List.of(OrdersSchema.TOTAL, OrdersSchema.STREET, OrdersSchema.CITY, OrdersSchema.ZIP);
    private static final String COLUMNS = "customer_id, total, street, city, zip, placed_at";
    private static final String VALUES = "?, ?, ?, ?, ?, now()";

    private final OrdersSchema schema;
    private final SourceKey key;
    private final OrderReads reads;

    OldRequests(OrdersSchema schema, OrderReads reads) {
        this.schema = schema;
        this.key = schema.key();
        this.reads = reads;
    }

    List<WeightedRequest> all() {
        List<WeightedRequest> all = new ArrayList<>(List.of(
                new WeightedRequest(8, new Request("insert", false, work -> insert(work, 1))),
                new WeightedRequest(2, new Request("insert several", false, work -> insert(work, 3))),
                new WeightedRequest(4, new Request("upsert", false, this::upsert)),
                new WeightedRequest(3, new Request("insert unless there", false, this::insertUnlessThere)),
                new WeightedRequest(20, new Request("update one column", false, work -> update(work, 1))),
                new WeightedRequest(12, new Request("update several columns", false, work -> update(work, 2))),
                new WeightedRequest(4, new Request("update, then roll back", true, this::updateAndRollBack)),
                new WeightedRequest(
                        8,
                        new Request(
                                "update the total",
                                false,
                                work -> OrderStatements.updateTotal(
                                        work, schema, OLD, work.keys().any(work.random())))),
                new WeightedRequest(4, new Request("delete", false, this::delete)),
                new WeightedRequest(12, new Request("update several orders", true, this::updateSeveralOrders)),
                new WeightedRequest(23, new Request("read", false, work -> reads.readAny(work, OLD)))));
        if (schema.columns().nullable()) {
            all.add(new WeightedRequest(4, new Request("clear the address", false, this::clear)));
        }
        return all;
    }

    private void insert(Work work, int rows) throws SQLException {
        boolean given = key.givenByApplication();
        String one = given ? "(" + key.parameters() + ", " + VALUES + ")" : "(" + VALUES + ")";
        String sql = "INSERT INTO %s (%s%s) VALUES %s RETURNING %s"
                .formatted(
                        schema.orders(),
                        given ? key.columnList() + ", " : "",
                        COLUMNS,
                        String.join(", ", Collections.nCopies(rows, one)),
                        key.columnList());
        try (PreparedStatement statement = work.prepare(sql)) {
            List<Write> writes = new ArrayList<>();
            int next = 1;
            for (int i = 0; i < rows; i++) {
                long number = given ? work.keys().next() : Writer.UNKNOWN_KEY;
                Write write = work.writer().insert(OLD, number, OrderStatements.chooseNulls(schema, work.random()));
                writes.add(write);
                next = given ? key.bind(statement, next, number) : next;
                next = bindRow(work, statement, next, write);
            }
            try (ResultSet row = statement.executeQuery()) {
                for (Write write : writes) {
                    row.next();
                    write.key(key.read(row));
                    work.keys().made(key.read(row));
                }
            }
        }
    }

    private static int bindRow(Work work, PreparedStatement statement, int index, Write write) throws SQLException {
        statement.setLong(index, OrderStatements.customer(work.random()));
        return OrderStatements.bind(statement, index + 1, write, ROW);
    }

    /** Inserts a hot order with its key, or changes two columns of it. */
    private void upsert(Work work) throws SQLException {
        long number = work.keys().any(work.random());
        Write write = work.writer().insert(OLD, number, 0);
        // no system column says it of a partitioned table: a moment of its own tells the row from one that was there
        double moment = work.random().nextLong(1L << 35);
        try (PreparedStatement statement = work.prepare("""
                INSERT INTO %s AS o (%s, %s) VALUES (%s, %s)
                ON CONFLICT (%s) DO UPDATE SET street = excluded.street, total = excluded.total
                RETURNING o.placed_at = to_timestamp(?)
                """.formatted(
                        schema.orders(),
                        key.columnList(),
                        COLUMNS,
                        key.parameters(),
                        VALUES.replace("now()", "to_timestamp(?)"),
                        key.columnList()))) {
            int next = bindRow(work, statement, key.bind(statement, 1, number), write);
            statement.setDouble(next, moment);
            statement.setDouble(next + 1, moment);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    write.onlyUpdated(OrdersSchema.STREET.bit() | OrdersSchema.TOTAL.bit());
                }
            }
        }
    }

    private void insertUnlessThere(Work work) throws SQLException {
        long number = work.keys().hot(work.random());
        Write write = work.writer().insert(OLD, number, 0);
        try (PreparedStatement statement = work.prepare("INSERT INTO %s (%s, %s) VALUES (%s, %s) ON CONFLICT DO NOTHING"
                .formatted(schema.orders(), key.columnList(), COLUMNS, key.parameters(), VALUES))) {
            bindRow(work, statement, key.bind(statement, 1, number), write);
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }

    private void update(Work work, int atLeast) throws SQLException {
        List<Field> fields = atLeast == 1
                ? OrderStatements.someAddressFields(work.random(), 1).subList(0, 1)
                : OrderStatements.someAddressFields(work.random(), 2);
        update(work, work.keys().any(work.random()), fields);
    }

    private void update(Work work, long number, List<Field> fields) throws SQLException {
        int nulls = OrderStatements.chooseNulls(schema, work.random(), fields);
        update(work, number, fields, nulls);
    }

    private void update(Work work, long number, List<Field> fields, int nulls) throws SQLException {
        Write write = work.writer().update(OLD, number, OrderStatements.bits(fields), nulls);
        try (PreparedStatement statement = work.prepare("UPDATE %s AS o SET %s WHERE %s"
                .formatted(schema.orders(), OrderStatements.assignments(fields, Field::name), key.matches("o")))) {
            int next = OrderStatements.bind(statement, 1, write, fields);
            key.bind(statement, next, number);
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }

    private void clear(Work work) throws SQLException {
        update(work, work.keys().any(work.random()), OrdersSchema.ADDRESS_FIELDS, OrdersSchema.ADDRESS);
    }

    private void updateAndRollBack(Work work) throws SQLException {
        update(work, work.keys().any(work.random()), OrdersSchema.ADDRESS_FIELDS);
        work.rollBack();
    }

    private void updateSeveralOrders(Work work) throws SQLException {
        for (long number :
                work.keys().severalHot(work.random(), 2 + work.random().nextInt(4))) {
            update(work, number, OrderStatements.someAddressFields(work.random(), 1));
        }
    }

    private void delete(Work work) throws SQLException {
        boolean hot = work.random().nextInt(20) == 0;
        long number = hot ? work.keys().hot(work.random()) : work.keys().cold(work.random());
        Write write = work.writer().delete(OLD, number);
        try (PreparedStatement statement =
                work.prepare("DELETE FROM %s AS o WHERE %s".formatted(schema.orders(), key.matches("o")))) {
            key.bind(statement, 1, number);
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }
}
