package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.dialect.Observation;
import dev.segue.dialect.Survey;
import dev.segue.inspect.Inspection;
import dev.segue.inspect.Inspector;
import dev.segue.inspect.UnknownNameException;
import dev.segue.plan.Schemas;
import dev.segue.plan.UnderWay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads what an inspection is made of, in transactions that can change nothing. */
final class Inspecting {

    private static final String NOT_ALLOWED = "42501";

    private final Dialect dialect;
    private final Journal journal;
    private final Sessions sessions;

    Inspecting(Dialect dialect, Journal journal, Sessions sessions) {
        this.dialect = dialect;
        this.journal = journal;
        this.sessions = sessions;
    }

    /**
     * {@return what can be done with the tables}
     *
     * @throws SQLException if the server does not answer, or a table is held against everybody
     * @throws SegueException if nothing bears one of the names
     */
    Inspection inspect(List<String> names) throws SQLException {
        try (Connection connection = sessions.open()) {
            connection.setReadOnly(true);
            List<String> unseen = new ArrayList<>();
            List<UnderWay> underWay = underWay(connection, unseen);
            return Sessions.inTransaction(connection, c -> {
                List<String> schemas = Schemas.of(c);
                Observation observation = dialect.observe(c, schemas);
                Survey survey = dialect.survey(c, schemas, observation);
                unseen.addAll(survey.unseen());
                Inspector inspector = new Inspector(
                        observation, new Survey(survey.relations(), unseen), underWay, dialect.versions(c));
                return inspect(inspector, names, schemas);
            });
        }
    }

    private Inspection inspect(Inspector inspector, List<String> names, List<String> schemas) {
        try {
            return inspector.inspect(names, schemas, dialect.defaultSchema());
        } catch (UnknownNameException e) {
            throw SegueException.usage(
                    String.valueOf(e.getMessage()),
                    "segue inspect without a name shows all"
                            + (e.schemas().isEmpty() ? "" : "; schemas: " + String.join(", ", e.schemas())));
        }
    }

    /** Without a right to read the journal all else can still be told. */
    private List<UnderWay> underWay(Connection connection, List<String> unseen) throws SQLException {
        try {
            return Sessions.inTransaction(
                    connection, c -> journal.installed(c) ? new Neighbours(journal).underWay(c) : List.<UnderWay>of());
        } catch (SQLException e) {
            if (!NOT_ALLOWED.equals(e.getSQLState())) {
                throw e;
            }
            unseen.add("Segue's journal, and so whether other migrations are under way: " + Sessions.message(e));
            return List.of();
        }
    }
}
