package dev.segue.testing.samerow;

import dev.segue.testing.load.Application;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.util.List;
import java.util.Map;

/** Old and new code of a case, and its rows. */
record RowApplication(RowCase rowCase, long count) implements Application {

    @Override
    public List<Field> fields() {
        return rowCase.fields();
    }

    @Override
    public InitialRows initialRows() {
        return InitialRows.of(count);
    }

    @Override
    public RowSource rows() {
        return new RowReader(rowCase);
    }

    @Override
    public List<WeightedRequest> requests(Shape shape) {
        return new RowRequests(rowCase, shape).all();
    }

    @Override
    public Map<Field, Field> followers() {
        return rowCase.followers();
    }
}
