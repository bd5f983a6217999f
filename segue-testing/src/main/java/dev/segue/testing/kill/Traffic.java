package dev.segue.testing.kill;

import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The application's writes, one after the other; the same round on the same rows writes the same. Thread-safe. */
public interface Traffic {

    /**
     * Does some writes through each shape and commits them.
     *
     * @param shapes the shapes that live
     * @param round a number that comes once in the life of a database
     * @param ledger knows the rows there are, and is told what was acknowledged
     * @throws SQLException if a write fails, which none may
     */
    void write(Connection connection, Set<Shape> shapes, int round, Ledger ledger) throws SQLException;

    /** {@return all rows as they are read through a shape} */
    Map<Long, Row> rows(Connection connection, Shape shape) throws SQLException;

    /** {@return a row as the ledger keeps it, which was read through the old shape before the first write} */
    default Row kept(Row read) {
        return read;
    }

    /** {@return how a row of the ledger reads through a shape} */
    Row seen(Shape shape, Row values);

    /** {@return a line about everything in the new shape that no row explains} */
    List<String> strays(Connection connection) throws SQLException;
}
