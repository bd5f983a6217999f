package dev.segue.testing.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an application's rows for the oracle, as its code would see them through either shape. */
public interface RowSource {

    /** Gives every row once, in any order; all from one snapshot. */
    void rows(Connection connection, Set<Shape> shapes, RowConsumer consumer) throws SQLException;

    /** {@return a line about everything there is that no row explains, for example a child without its parent} */
    List<String> strays(Connection connection, Set<Shape> shapes) throws SQLException;

    /** Takes one row. */
    interface RowConsumer {
        /**
         * Takes one row.
         *
         * @param values for each shape that was asked for, the fields' values by {@link Field#index()}; {@link
         *     Oracle#ABSENT} where the shape does not hold the field
         */
        void row(long key, Map<Shape, @Nullable String[]> values);
    }
}
