package dev.segue.testing.orders;

import static dev.segue.testing.oracle.Shape.NEW;

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
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * New code: it knows orders that refer to addresses. Where it locks an order and its address it locks the order first;
 * where it locks several addresses it locks them in descending order, and no order.
 */
final class NewRequests {

    private final OrdersSchema schema;
    private final SourceKey key;
    private final NewStatements sql;
    private final OrderReads reads;

    NewRequests(OrdersSchema schema, OrderReads reads) {
        this.reads = reads;
        this.schema = schema;
        this.key = schema.key();
        this.sql = new NewStatements(schema);
    }

    List<WeightedRequest> all() {
        boolean mayLink = schema.columns().nullable();
        List<WeightedRequest> all = new ArrayList<>(List.of(
                new WeightedRequest(6, new Request("insert", true, this::insert)),
                new WeightedRequest(4, new Request("insert by one statement", false, this::insertByOneStatement)),
                new WeightedRequest(3, new Request("insert unless there", true, this::insertUnlessThere)),
                new WeightedRequest(20, new Request("update one column", mayLink, work -> update(work, 1))),
                new WeightedRequest(12, new Request("update several columns", mayLink, work -> update(work, 2))),
                new WeightedRequest(4, new Request("update, then roll back", true, this::updateAndRollBack)),
                new WeightedRequest(
                        8,
                        new Request(
                                "update the total",
                                false,
                                work -> OrderStatements.updateTotal(
                                        work, schema, NEW, work.keys().any(work.random())))),
                new WeightedRequest(4, new Request("update total and address", true, this::updateBoth)),
                new WeightedRequest(6, new Request("give another address", true, this::link)),
                new WeightedRequest(4, new Request("delete", true, this::delete)),
                new WeightedRequest(12, new Request("update several orders", true, this::updateSeveralOrders)),
                new WeightedRequest(23, new Request("read", false, work -> reads.readAny(work, NEW)))));
        if (mayLink) {
            all.add(new WeightedRequest(4, new Request("take the address away", true, this::unlink)));
        }
        return all;
    }

    private void insert(Work work) throws SQLException {
        long number = key.givenByApplication() ? work.keys().next() : Writer.UNKNOWN_KEY;
        int nulls = OrderStatements.chooseNulls(schema, work.random());
        Write write = work.writer().insert(NEW, number, nulls);
        Object address = nulls == OrdersSchema.ADDRESS ? null : insertAddress(work, write);
        try (PreparedStatement statement = work.prepare(sql.insertOrder)) {
            int next = key.givenByApplication() ? key.bind(statement, 1, number) : 1;
            bindOrder(work, statement, next, write, address);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                write.key(key.read(row));
                work.keys().made(key.read(row));
            }
        }
        if (work.random().nextInt(50) == 0) {
            work.rollBack();
        }
    }

    private void bindOrder(Work work, PreparedStatement statement, int index, Write write, @Nullable Object address)
            throws SQLException {
        statement.setLong(index, OrderStatements.customer(work.random()));
        int next = OrderStatements.bind(statement, index + 1, write, List.of(OrdersSchema.TOTAL));
        bindAddress(statement, next, address);
    }

    private void bindAddress(PreparedStatement statement, int index, @Nullable Object address) throws SQLException {
        if (address == null) {
            boolean isUuid = schema.addressKey() == OrdersSchema.AddressKey.UUID;
            statement.setNull(index, isUuid ? java.sql.Types.OTHER : java.sql.Types.BIGINT);
        } else {
            statement.setObject(index, address);
        }
    }

    private Object insertAddress(Work work, Write write) throws SQLException {
        try (PreparedStatement statement = work.prepare(sql.insertAddress)) {
            OrderStatements.bind(statement, 1, write, OrdersSchema.ADDRESS_FIELDS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1);
            }
        }
    }

    private void insertByOneStatement(Work work) throws SQLException {
        long number = key.givenByApplication() ? work.keys().next() : Writer.UNKNOWN_KEY;
        Write write = work.writer().insert(NEW, number, 0);
        try (PreparedStatement statement = work.prepare(sql.insertByOneStatement)) {
            int next = OrderStatements.bind(statement, 1, write, OrdersSchema.ADDRESS_FIELDS);
            next = key.givenByApplication() ? key.bind(statement, next, number) : next;
            statement.setLong(next, OrderStatements.customer(work.random()));
            OrderStatements.bind(statement, next + 1, write, List.of(OrdersSchema.TOTAL));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                write.key(key.read(row));
                work.keys().made(key.read(row));
            }
        }
    }

    /** Brings a deleted hot order back; where it is there, the new address must not be, so the whole is rolled back. */
    private void insertUnlessThere(Work work) throws SQLException {
        long number = work.keys().hot(work.random());
        Write write = work.writer().insert(NEW, number, 0);
        Object address = insertAddress(work, write);
        try (PreparedStatement statement = work.prepare(sql.insertOrderUnlessThere)) {
            bindOrder(work, statement, key.bind(statement, 1, number), write, address);
            if (statement.executeUpdate() == 0) {
                write.nothing();
                work.rollBack();
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
        Write write = work.writer().update(NEW, number, OrderStatements.bits(fields), nulls);
        int found;
        try (PreparedStatement statement = work.prepare(sql.updateAddressOf(fields))) {
            int next = OrderStatements.bind(statement, 1, write, fields);
            key.bind(statement, next, number);
            found = statement.executeUpdate();
        }
        if (found == 0) {
            write.nothing();
            if (schema.columns().nullable()) {
                linkIfThereIsNone(work, number, fields);
            }
        }
    }

    private void updateAndRollBack(Work work) throws SQLException {
        update(work, work.keys().any(work.random()), OrdersSchema.ADDRESS_FIELDS);
        work.rollBack();
    }

    /** The order first, then its address. */
    private void updateBoth(Work work) throws SQLException {
        long number = work.keys().any(work.random());
        OrderStatements.updateTotal(work, schema, NEW, number);
        update(work, number, OrderStatements.someAddressFields(work.random(), 1));
    }

    private void linkIfThereIsNone(Work work, long number, List<Field> fields) throws SQLException {
        Reference reference = lockOrder(work, number);
        if (reference.found() && reference.address() == null) {
            int nulls = OrdersSchema.ADDRESS & ~OrderStatements.bits(fields);
            Write write = work.writer().update(NEW, number, OrdersSchema.ADDRESS, nulls);
            setReference(work, number, insertAddress(work, write));
        }
    }

    /** Gives the order another row of addresses and deletes the one it had. */
    private void link(Work work) throws SQLException {
        long number = work.keys().any(work.random());
        Reference reference = lockOrder(work, number);
        if (reference.found()) {
            Write write = work.writer().update(NEW, number, OrdersSchema.ADDRESS, 0);
            setReference(work, number, insertAddress(work, write));
            deleteAddress(work, reference.address());
        }
    }

    private void unlink(Work work) throws SQLException {
        long number = work.keys().any(work.random());
        Reference reference = lockOrder(work, number);
        if (reference.found()) {
            work.writer().update(NEW, number, OrdersSchema.ADDRESS, OrdersSchema.ADDRESS);
            setReference(work, number, null);
            deleteAddress(work, reference.address());
        }
    }

    private Reference lockOrder(Work work, long number) throws SQLException {
        try (PreparedStatement statement = work.prepare(sql.lockOrder)) {
            key.bind(statement, 1, number);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Reference(true, row.getObject(1)) : new Reference(false, null);
            }
        }
    }

    private void setReference(Work work, long number, @Nullable Object address) throws SQLException {
        try (PreparedStatement statement = work.prepare(sql.setReference)) {
            bindAddress(statement, 1, address);
            key.bind(statement, 2, number);
            statement.executeUpdate();
        }
    }

    private void deleteAddress(Work work, @Nullable Object address) throws SQLException {
        if (address != null && schema.orphans() == OrdersSchema.Orphans.DELETE) {
            try (PreparedStatement statement = work.prepare(sql.deleteAddress)) {
                statement.setObject(1, address);
                statement.executeUpdate();
            }
        }
    }

    /** The order first, then its address if it is still there. */
    private void delete(Work work) throws SQLException {
        boolean hot = work.random().nextInt(20) == 0;
        long number = hot ? work.keys().hot(work.random()) : work.keys().cold(work.random());
        Write write = work.writer().delete(NEW, number);
        Object address = null;
        try (PreparedStatement statement = work.prepare(sql.deleteOrder)) {
            key.bind(statement, 1, number);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    address = row.getObject(1);
                } else {
                    write.nothing();
                }
            }
        }
        deleteAddress(work, address);
    }

    /** Looks the addresses up without a lock, then changes them in descending order. */
    private void updateSeveralOrders(Work work) throws SQLException {
        List<Target> targets = new ArrayList<>();
        for (long number :
                work.keys().severalHot(work.random(), 2 + work.random().nextInt(4))) {
            try (PreparedStatement statement = work.prepare(sql.findAddress)) {
                key.bind(statement, 1, number);
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        targets.add(new Target(number, row.getObject(1)));
                    }
                }
            }
        }
        targets.sort(Comparator.comparing(target -> target.address().toString(), NewRequests::descending));
        for (Target target : targets) {
            List<Field> fields = OrderStatements.someAddressFields(work.random(), 1);
            int nulls = OrderStatements.chooseNulls(schema, work.random(), fields);
            Write write = work.writer().update(NEW, target.order(), OrderStatements.bits(fields), nulls);
            try (PreparedStatement statement = work.prepare(sql.updateAddress(fields))) {
                int next = OrderStatements.bind(statement, 1, write, fields);
                statement.setObject(next, target.address());
                key.bind(statement, next + 1, target.order());
                if (statement.executeUpdate() == 0) {
                    write.nothing();
                }
            }
        }
    }

    /** Numbers as numbers, and UUIDs, all of one length, as text. */
    private static int descending(String left, String right) {
        int byLength = Integer.compare(right.length(), left.length());
        return byLength != 0 ? byLength : right.compareTo(left);
    }

    private record Target(long order, Object address) {}

    private record Reference(boolean found, @Nullable Object address) {}
}
