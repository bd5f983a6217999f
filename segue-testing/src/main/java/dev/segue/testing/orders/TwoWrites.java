package dev.segue.testing.orders;

import dev.segue.client.Migration;
import dev.segue.client.Stage;
import dev.segue.client.duplicate.LaterWriteOf;
import dev.segue.client.duplicate.WriteOf;
import dev.segue.testing.load.Work;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How something is written to both shapes, before, while and after there are stages.
 *
 * @param name for people
 * @param old writes the old shape
 * @param fresh writes the new shape, with what the old one's write gave; null if it was not written
 * @param <A> what is written
 * @param <R> what the writes give
 */
record TwoWrites<A, R>(String name, WriteOf<A, R> old, LaterWriteOf<A, R> fresh) {

    /**
     * Writes what the stage asks for, in the request's transaction, which must be part of work that the migration
     * knows of ({@link Migration#begin()}). Where stages have not begun there is nobody to pin it, and where they have
     * ended nobody has to: the old shape alone before the start and after a rollback, the new one alone after contract.
     */
    @Nullable
    R run(Migration migration, Work work, A argument) throws SQLException {
        Connection connection = work.connection();
        if (migration.fence().isPresent()) {
            return migration.duplicateWrite(name).oldShape(old).newShape(fresh).run(connection, argument);
        }
        Stage last = work.stage();
        return last == null || last.writesOld()
                ? old.write(connection, argument)
                : fresh.write(connection, argument, null);
    }
}
