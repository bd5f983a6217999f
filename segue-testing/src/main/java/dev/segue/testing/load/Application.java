package dev.segue.testing.load;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.util.List;

/** What the instances do: the same work as old code does it and as new code does it. Thread-safe. */
public interface Application {

    /** {@return what the oracle watches} */
    List<Field> fields();

    /** {@return the rows that are there before the load starts} */
    InitialRows initialRows();

    /** {@return how the oracle reads everything} */
    RowSource rows();

    /** {@return the requests that code does through a shape, with their weights} */
    List<WeightedRequest> requests(Shape shape);

    /** {@return the same for new code, where it does something else through the old shape than old code} */
    default List<WeightedRequest> requestsOfNewCode(Shape shape) {
        return requests(shape);
    }

    /** A request, and how often it is done compared with the others. */
    record WeightedRequest(int weight, Request request) {}
}
