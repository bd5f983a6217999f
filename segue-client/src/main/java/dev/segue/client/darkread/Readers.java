package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
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

    private Answer answer(Connection connection, ShapeReader<?> reader) throws SQLException {
        return Answer.of(reader.read(connection), rules);
    }
}
