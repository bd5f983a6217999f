package dev.segue.testing.load;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.util.List;
import java.util.Map;

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

    /**
     * {@return the fields that only the new shape holds, each with the one from which it follows when that shape comes to
     * be} A rollback forgets what else was written to them.
     */
    default Map<Field, Field> followers() {
        return Map.of();
    }

    /** A request, and how often it is done compared with the others. */
    record WeightedRequest(int weight, Request request) {}
}
