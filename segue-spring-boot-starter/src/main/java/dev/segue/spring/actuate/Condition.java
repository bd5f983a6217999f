package dev.segue.spring.actuate;

import dev.segue.client.JournalProblem;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What both kinds of health indicator say. While the journal cannot be used the last state read holds and requests go on, so
 * that is never DOWN: a load balancer must not take all instances away for it.
 *
 * @param up false if something is to be looked at
 */
record Condition(boolean up, Map<String, Object> details) {

    static Condition of(Segue segue) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("instance", segue.instance());
        for (Migration migration : segue.migrations()) {
            details.put(
                    migration.name(),
                    migration.toString().substring(migration.name().length() + 4));
        }
        JournalProblem problem = segue.problem().orElse(null);
        if (problem == null) {
            return new Condition(true, details);
        }
        details.put("problem", problem.what());
        details.put("advice", problem.advice());
        boolean nothingBegun = segue.migrations().stream()
                .allMatch(migration -> migration.state().isEmpty());
        return new Condition(problem == JournalProblem.MISSING && nothingBegun, details);
    }
}
