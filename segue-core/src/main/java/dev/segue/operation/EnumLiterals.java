package dev.segue.operation;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of an enum in conditions of checks and indexes, as the server writes them: {@code 'open'::state}.
 *
 * @param oldType the type that goes, as the server writes it
 * @param newType the type that comes, as the server writes it
 * @param become the new value of each old one
 * @param ordered whether the new values stand to each other as the old ones did
 */
record EnumLiterals(String oldType, String newType, Map<String, String> become, boolean ordered) {

    EnumLiterals {
        become = Map.copyOf(become);
    }

    /** Every literal, so that what stands in another one is none. */
    private Matcher literals(String definition) {
        return Pattern.compile("'((?:[^']|'')*)'(::" + Pattern.quote(oldType) + "(?![\\w\\[.\"]))?")
                .matcher(definition);
    }

    /** {@return whether a condition names a value} */
    boolean areIn(String definition) {
        return literals(definition).results().anyMatch(m -> m.group(2) != null);
    }

    /** {@return the condition by the new values, or nothing where it would say something else} */
    Optional<String> translated(String definition) {
        boolean compares = definition.replace("<>", "").matches("(?s).*[<>].*");
        boolean exact = literals(definition)
                .results()
                .filter(m -> m.group(2) != null)
                .allMatch(m -> isAlone(become.get(value(m))));
        if (!exact || compares && !ordered) {
            return Optional.empty();
        }
        return Optional.of(literals(definition)
                .replaceAll(m -> Matcher.quoteReplacement(
                        m.group(2) == null
                                ? m.group()
                                : Codes.literal(String.valueOf(become.get(value(m)))) + "::" + newType)));
    }

    private static String value(MatchResult literal) {
        return literal.group(1).replace("''", "'");
    }

    /** Of values that become one, none is told from the others any more. */
    private boolean isAlone(@Nullable String value) {
        return Collections.frequency(become.values(), value) == 1;
    }
}
