package dev.segue.testing.race;

import dev.segue.client.duplicate.DuplicateWriteOf;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Orders, inline and separate. Every write raises the row's version, which the old shape gives to the new one: two writes
 * of one version are a lost one, two shapes of two versions a half one.
 */
final class RaceOrders {

    /** What a transaction wants; {@code before} happens once it knows its stage, {@code between} between its two writes. */
    record Wanted(long id, String street, Runnable before, Runnable between) {}

    /** A row as it was left; of version 0 if there is none. */
    record Left(long id, long version) {}

    private final RaceMember member;
    private final DuplicateWriteOf<Wanted, Left> place;
    private final DuplicateWriteOf<Wanted, Left> move;
    private final DuplicateWriteOf<Wanted, Left> cancel;

    RaceOrders(RaceMember member) {
        this.member = member;
        this.place =
                member.duplicateWrite("place").oldShape(RaceOrders::placeInline).newShape(RaceOrders::placeSeparate);
        this.move =
                member.duplicateWrite("move").oldShape(RaceOrders::moveInline).newShape(RaceOrders::moveSeparate);
        this.cancel = member.duplicateWrite("cancel")
                .oldShape(RaceOrders::cancelInline)
                .newShape(RaceOrders::cancelSeparate);
    }

    Left place(Connection connection, Wanted wanted) throws SQLException {
        return place.run(connection, wanted);
    }

    Left move(Connection connection, Wanted wanted) throws SQLException {
        return move.run(connection, wanted);
    }

    Left cancel(Connection connection, Wanted wanted) throws SQLException {
        return cancel.run(connection, wanted);
    }

    /** Reads from the shape that answers. */
    Left read(Connection connection, long id) throws SQLException {
        try (RaceMember.Reading reading = member.reading(connection)) {
            return reading.stage().readsNew()
                    ? row(connection, "SELECT order_id, version FROM addresses WHERE order_id = ?", id)
                    : row(connection, "SELECT id, version FROM orders WHERE id = ?", id);
        }
    }

    private static Left placeInline(Connection connection, Wanted wanted) throws SQLException {
        wanted.before().run();
        return then(
                wanted,
                row(
                        connection,
                        "INSERT INTO orders VALUES (nextval('ids'), 1, ?) RETURNING id, version",
                        wanted.street()));
    }

    private static Left placeSeparate(Connection connection, Wanted wanted, Left placed) throws SQLException {
        Left left = placed == null
                ? row(
                        connection,
                        "INSERT INTO addresses VALUES (nextval('ids'), 1, ?) RETURNING order_id, version",
                        wanted.street())
                : row(
                        connection,
                        "INSERT INTO addresses VALUES (?, 1, ?) RETURNING order_id, version",
                        placed.id(),
                        wanted.street());
        return placed == null ? then(wanted, left) : left;
    }

    private static Left moveInline(Connection connection, Wanted wanted) throws SQLException {
        wanted.before().run();
        return then(
                wanted,
                row(
                        connection,
                        "UPDATE orders SET version = version + 1, street = ? WHERE id = ? RETURNING id, version",
                        wanted.street(),
                        wanted.id()));
    }

    private static Left moveSeparate(Connection connection, Wanted wanted, Left moved) throws SQLException {
        if (moved == null) {
            return then(
                    wanted,
                    row(
                            connection,
                            "UPDATE addresses SET version = version + 1, street = ? WHERE order_id = ? RETURNING order_id, version",
                            wanted.street(),
                            wanted.id()));
        }
        if (moved.version() == 0) {
            return moved;
        }
        return row(connection, """
                INSERT INTO addresses VALUES (?, ?, ?)
                ON CONFLICT (order_id) DO UPDATE SET version = excluded.version, street = excluded.street
                RETURNING order_id, version""", wanted.id(), moved.version(), wanted.street());
    }

    private static Left cancelInline(Connection connection, Wanted wanted) throws SQLException {
        wanted.before().run();
        return then(wanted, row(connection, "DELETE FROM orders WHERE id = ? RETURNING id, version", wanted.id()));
    }

    private static Left cancelSeparate(Connection connection, Wanted wanted, Left cancelled) throws SQLException {
        Left left =
                row(connection, "DELETE FROM addresses WHERE order_id = ? RETURNING order_id, version", wanted.id());
        return cancelled == null ? then(wanted, left) : cancelled;
    }

    private static Left then(Wanted wanted, Left left) {
        wanted.between().run();
        return left;
    }

    private static Left row(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int n = 0; n < values.length; n++) {
                statement.setObject(n + 1, values[n]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Left(row.getLong(1), row.getLong(2)) : new Left(0, 0);
            }
        }
    }
}
