package dev.segue.testing.orders;

import dev.segue.client.duplicate.PinRefusedException;
import dev.segue.testing.load.Application.WeightedRequest;
import dev.segue.testing.load.Request;
import dev.segue.testing.load.Work;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.oracle.Writer;
import dev.segue.testing.oracle.Writer.Write;
import dev.segue.testing.orders.DuplicateStatements.Cancelled;
import dev.segue.testing.orders.DuplicateStatements.Moved;
import dev.segue.testing.orders.DuplicateStatements.Placed;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/**
 * New code that writes both shapes itself, as the stage says. Orders before their addresses, several orders in ascending
 * order.
 */
final class DuplicateRequests {

    /**
     * Every write counts as one through the old shape, which old code writes too: so a read has to show all of them,
     * whichever shape the stage lets it read.
     */
    private static final Shape ALL = Shape.OLD;

    private final OrdersSchema schema;
    private final OrdersClients clients;
    private final OrderReads reads;
    private final DuplicateStatements statements;

    DuplicateRequests(OrdersSchema schema, OrdersClients clients, OrderReads reads) {
        this.schema = schema;
        this.clients = clients;
        this.reads = reads;
        this.statements = new DuplicateStatements(schema);
    }

    List<WeightedRequest> all() {
        return List.of(
                new WeightedRequest(12, new Request("place", true, this::place)),
                new WeightedRequest(32, new Request("move", true, this::moveAny)),
                new WeightedRequest(4, new Request("move, then roll back", true, this::moveAndRollBack)),
                new WeightedRequest(12, new Request("move several orders", true, this::moveSeveralOrders)),
                new WeightedRequest(8, new Request("update the total", false, this::updateTotal)),
                new WeightedRequest(4, new Request("update total and address", true, this::updateBoth)),
                new WeightedRequest(4, new Request("cancel", true, this::cancel)),
                new WeightedRequest(23, new Request("read", false, work -> reads.readAny(work, ALL))));
    }

    private void place(Work work) throws SQLException {
        Write write = work.writer().insert(ALL, Writer.UNKNOWN_KEY, 0);
        Long key = run(work, statements.place, new Placed(OrderStatements.customer(work.random()), write));
        write.key(key);
        work.keys().made(key);
        if (work.random().nextInt(50) == 0) {
            work.rollBack();
        }
    }

    private void moveAny(Work work) throws SQLException {
        move(work, work.keys().any(work.random()), OrderStatements.someAddressFields(work.random(), 1));
    }

    private void moveAndRollBack(Work work) throws SQLException {
        move(work, work.keys().any(work.random()), OrdersSchema.ADDRESS_FIELDS);
        work.rollBack();
    }

    private void moveSeveralOrders(Work work) throws SQLException {
        for (long order :
                work.keys().severalHot(work.random(), 2 + work.random().nextInt(4))) {
            move(work, order, OrderStatements.someAddressFields(work.random(), 1));
        }
    }

    private void move(Work work, long order, List<Field> fields) throws SQLException {
        Write write = work.writer().update(ALL, order, OrderStatements.bits(fields), 0);
        if (run(work, statements.move, new Moved(order, fields, write)) == 0) {
            write.nothing();
        }
    }

    private void updateTotal(Work work) throws SQLException {
        OrderStatements.updateTotal(work, schema, ALL, work.keys().any(work.random()));
    }

    private void updateBoth(Work work) throws SQLException {
        long order = work.keys().any(work.random());
        OrderStatements.updateTotal(work, schema, ALL, order);
        move(work, order, OrderStatements.someAddressFields(work.random(), 1));
    }

    private void cancel(Work work) throws SQLException {
        boolean hot = work.random().nextInt(20) == 0;
        long order = hot ? work.keys().hot(work.random()) : work.keys().cold(work.random());
        Write write = work.writer().delete(ALL, order);
        Cancelled cancelled = run(work, statements.cancel, order);
        if (!cancelled.found()) {
            write.nothing();
        }
    }

    /** A refused pin is a failed request, as any other error is. */
    private <A, R> R run(Work work, TwoWrites<A, R> writes, A argument) throws SQLException {
        try {
            return Objects.requireNonNull(
                    writes.run(clients.migration(work.instance()), work, argument), writes.name());
        } catch (PinRefusedException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }
}
