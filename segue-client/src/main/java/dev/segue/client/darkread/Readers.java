package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Both ways to one answer.
 *
 * @param how the answers are compared
 * @param newLeads which of them has answered the caller
 * @param leading what it answered
 */
record Readers(How how, boolean newLeads, Answer leading, ShapeReader<?> old, ShapeReader<?> fresh) {

    /** How answers are compared. */
    record How(Rules rules, Redaction redaction) {
        Comparison compare(Answer old, Answer fresh) {
            return Comparison.of(old, fresh, rules, redaction, LocalDate.now());
        }
    }

    /**
     * Reads the side that did not answer, and compares.
     *
     * @param twice whether to read it once more and compare it with itself, in a transaction of one snapshot
     */
    Outcome compare(Connection connection, boolean twice) throws SQLException {
        ShapeReader<?> dark = newLeads ? old : fresh;
        Answer other = answer(connection, dark);
        Comparison found = againstLeading(other);
        if (!twice) {
            return Outcome.of(found);
        }
        Comparison self = how.compare(other, answer(connection, dark));
        return new Outcome(found.verdict(), found.differences(), self.differences(), true);
    }

    Comparison againstLeading(Answer other) {
        return newLeads ? how.compare(other, leading) : how.compare(leading, other);
    }

    /** Reads both sides anew, twice, in a transaction of one snapshot: what differs from itself says nothing. */
    Outcome confirm(Connection connection) throws SQLException {
        Answer oldAnswer = answer(connection, old);
        Answer freshAnswer = answer(connection, fresh);
        Comparison found = how.compare(oldAnswer, freshAnswer);
        if (found.verdict() != Verdict.MISMATCH) {
            return Outcome.of(found);
        }
        List<Difference> unstable = new ArrayList<>();
        unstable.addAll(how.compare(oldAnswer, answer(connection, old)).differences());
        unstable.addAll(how.compare(freshAnswer, answer(connection, fresh)).differences());
        Set<String> paths = new HashSet<>();
        unstable.forEach(difference -> paths.add(difference.general()));
        Comparison left = found.without(paths);
        return new Outcome(left.verdict(), left.differences(), unstable, true);
    }

    /** Where the caller got an error, an error is an answer; else it says nothing about the shapes. */
    private Answer answer(Connection connection, ShapeReader<?> reader) throws SQLException {
        if (!leading.isError()) {
            return Answer.of(reader.read(connection), how.rules());
        }
        Savepoint before = connection.setSavepoint();
        try {
            return Answer.of(reader.read(connection), how.rules());
        } catch (SQLException | RuntimeException e) {
            if (e instanceof SQLException sql && endedFromOutside(sql)) {
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
