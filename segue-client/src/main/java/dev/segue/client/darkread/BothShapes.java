package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One read, with its two ways to the answer. For one request; cheap to make.
 *
 * @param <T> the answer
 */
public final class BothShapes<T> {

    private final DarkRead<T> read;
    private final ShapeReader<T> old;
    private final ShapeReader<T> fresh;

    BothShapes(DarkRead<T> read, ShapeReader<T> old, ShapeReader<T> fresh) {
        this.read = read;
        this.old = old;
        this.fresh = fresh;
    }

    /**
     * Answers from one shape.
     *
     * @see DarkRead#read(Connection, boolean, ShapeReader, ShapeReader)
     */
    public @Nullable T read(Connection connection, boolean newLeads) throws SQLException {
        return read.read(connection, newLeads, old, fresh);
    }

    /**
     * Answers from one shape, on a connection that is given back before anything else happens.
     *
     * @see DarkRead#read(DataSource, boolean, ShapeReader, ShapeReader)
     */
    public @Nullable T read(DataSource database, boolean newLeads) throws SQLException {
        return read.read(database, newLeads, old, fresh);
    }
}
