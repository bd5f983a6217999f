package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;

/**
 * Both ways to one answer.
 *
 * @param newLeads which of them has answered the caller
 * @param leading what it answered
 */
record Readers(Rules rules, boolean newLeads, Answer leading, ShapeReader<?> old, ShapeReader<?> fresh) {

    /** Reads the side that did not answer, and compares. */
    Comparison compare(Connection connection) throws SQLException {
        Answer other = answer(connection, newLeads ? old : fresh);
        return newLeads
                ? Comparison.of(other, leading, rules, LocalDate.now())
                : Comparison.of(leading, other, rules, LocalDate.now());
    }

    /** Reads both sides anew. */
    Comparison compareBoth(Connection connection) throws SQLException {
        return Comparison.of(answer(connection, old), answer(connection, fresh), rules, LocalDate.now());
    }

    /** Where the caller got an error, an error is an answer; else it says nothing about the shapes. */
    private Answer answer(Connection connection, ShapeReader<?> reader) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            return Answer.of(reader.read(connection), rules);
        } catch (SQLException e) {
            if (!leading.isError() || endedFromOutside(e)) {
                throw e;
            }
            connection.rollback(before);
            return Answer.failed(e);
        } catch (RuntimeException e) {
            if (!leading.isError()) {
                throw e;
            }
            connection.rollback(before);
            return Answer.failed(e);
        }
    }

    /** The statement was cancelled, or the connection is gone. */
    private static boolean endedFromOutside(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.startsWith("57") || state.startsWith("08");
    }
}
