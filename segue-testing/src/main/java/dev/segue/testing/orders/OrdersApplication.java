package dev.segue.testing.orders;

import dev.segue.testing.load.Application;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.util.List;

/** A shop that writes and reads orders: old code knows their inline addresses, new code the table of addresses. */
public final class OrdersApplication implements Application {

    private final OrdersSchema schema;
    private final List<WeightedRequest> oldRequests;
    private final List<WeightedRequest> newRequests;

    public OrdersApplication(OrdersSchema schema) {
        this(schema, OrdersClients.NONE);
    }

    /** @param clients of the instances of new code, which read in the dark now and then */
    public OrdersApplication(OrdersSchema schema, OrdersClients clients) {
        OrderReads reads = new OrderReads(schema, clients);
        this.schema = schema;
        this.oldRequests = new OldRequests(schema, reads).all();
        this.newRequests = new NewRequests(schema, reads).all();
    }

    @Override
    public List<Field> fields() {
        return OrdersSchema.FIELDS;
    }

    @Override
    public InitialRows initialRows() {
        return schema.initialRows();
    }

    @Override
    public RowSource rows() {
        return new OrdersRows(schema);
    }

    @Override
    public List<WeightedRequest> requests(Shape shape) {
        return switch (shape) {
            case OLD -> oldRequests;
            case NEW -> newRequests;
        };
    }
}
