package dev.segue.spring.boot;

import dev.segue.client.JournalException;
import dev.segue.client.JournalProblem;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Has Spring Boot print why the journal cannot be used at start, and what to do. */
public class JournalFailureAnalyzer extends AbstractFailureAnalyzer<JournalException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, JournalException cause) {
        JournalProblem problem = cause.problem();
        String action = switch (problem) {
            case UNKNOWN_MIGRATION, MISSING ->
                "Begin the migration before you deploy code that uses it: segue run FILE. To start without it,"
                        + " set required to false in segue.migrations";
            case AWAY ->
                "Is the database up, and is it PostgreSQL? Where the application is to run without Segue, such as in"
                        + " a test with another database: segue.enabled=false";
            default -> upperCase(problem.advice());
        };
        return new FailureAnalysis(upperCase(cause.getMessage()), action, cause);
    }

    private static String upperCase(@Nullable String text) {
        return text == null || text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
