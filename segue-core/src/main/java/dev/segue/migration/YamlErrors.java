package dev.segue.migration;

import dev.segue.declare.Fault;
import dev.segue.declare.Position;
import dev.segue.declare.Wording;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What the YAML library could not read, in words for the person who wrote it. */
final class YamlErrors {
    private YamlErrors() {}

    /** The fault behind whatever the library threw; {@code latest} is the place of the last event before it. */
    static Fault explain(RuntimeException unreadable, String text, Position latest) {
        if (!(unreadable instanceof MarkedYamlEngineException marked)) {
            return new Fault(
                    "", latest, "this is not valid YAML from here on", "see whether quotes and brackets are closed");
        }
        var mark = marked.getProblemMark().or(marked::getContextMark);
        var position = position(mark).orElse(latest);
        var problem = Objects.requireNonNullElse(marked.getProblem(), "it cannot be read");
        var context = marked.getContext();
        if (mark.isPresent() && isTab(mark.get())) {
            return new Fault("", position, "a tab stands where YAML expects spaces", "indent with spaces");
        }
        var message = "this is not valid YAML: " + cleaned(problem)
                + (context == null || context.isBlank() ? "" : " (" + cleaned(context) + ")");
        return new Fault("", position, message, hint(problem, context));
    }

    static Optional<Position> position(Optional<Mark> mark) {
        return mark.map(place -> new Position(place.getLine() + 1, place.getColumn() + 1));
    }

    private static boolean isTab(Mark mark) {
        return mark.getPointer() < mark.getBuffer().length && mark.getBuffer()[mark.getPointer()] == '\t';
    }

    private static String cleaned(String words) {
        return Wording.printable(words.strip());
    }

    private static @Nullable String hint(String problem, @Nullable String context) {
        if (problem.contains("mapping values are not allowed")) {
            return "a text that holds \": \" needs quotes";
        }
        if (problem.contains("cannot start any token")) {
            return "a text that begins with this character needs quotes";
        }
        if (problem.contains("unexpected end of stream") || context != null && context.contains("quoted scalar")) {
            return "see whether every quote is closed";
        }
        if (problem.contains("expected ',' or")) {
            return "separate the items by commas and close the bracket";
        }
        if (problem.contains("could not find expected ':'")) {
            return "put a colon and a space after the key";
        }
        if (problem.contains("<block end>")) {
            return "indent the keys of one map, and the items of one list, equally";
        }
        return null;
    }
}
