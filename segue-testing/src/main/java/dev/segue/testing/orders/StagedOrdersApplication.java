package dev.segue.testing.orders;

import dev.segue.testing.load.Application;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.util.List;

/** The same shop, whose new code writes both shapes itself. Old code may run until the first stage that writes both. */
public final class StagedOrdersApplication implements Application {

    private final OrdersApplication shop;
    private final List<WeightedRequest> newCode;

    /** @param clients of the instances of new code */
    public StagedOrdersApplication(OrdersSchema schema, OrdersClients clients) {
        this.shop = new OrdersApplication(schema, clients);
        this.newCode = new DuplicateRequests(schema, clients, new OrderReads(schema, clients)).all();
    }

    @Override
    public List<Field> fields() {
        return shop.fields();
    }

    @Override
    public InitialRows initialRows() {
        return shop.initialRows();
    }

    @Override
    public RowSource rows() {
        return shop.rows();
    }

    @Override
    public List<WeightedRequest> requests(Shape shape) {
        return shop.requests(shape);
    }

    @Override
    public List<WeightedRequest> requestsOfNewCode(Shape shape) {
        return newCode;
    }
}
