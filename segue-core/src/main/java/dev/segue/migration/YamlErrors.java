package dev.segue.migration;

import dev.segue.declare.Fault;
import dev.segue.declare.Position;
import dev.segue.declare.Wording;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** What the YAML library could not read, in words for the person who wrote it. */
final class YamlErrors {
    /** Words of the library's message, and what helps then; the first that fits counts. */
    private record Hint(String words, String hint) {}

    private static final List<Hint> HINTS = List.of(
            new Hint("escape", "in double quotes \\ begins an escape; write \\\\, or use single quotes"),
            new Hint("unexpected end of stream", "see whether every quote is closed"),
            new Hint("mapping values are not allowed", "a text that holds \": \" needs quotes"),
            new Hint("cannot start any token", "a text that begins with this character needs quotes"),
            new Hint("<stream end>", "see whether every bracket is closed"),
            new Hint("expected ',' or", "separate the items by commas and close the bracket"),
            new Hint("could not find expected ':'", "put a colon and a space after the key"),
            new Hint("found '<scalar>'", "nothing follows a closing quote; within single quotes, '' is a quote"),
            new Hint("<block end>", "indent the keys of one map, and the items of one list, equally"));

    private YamlErrors() {}

    /** The fault behind whatever the library threw while it read from the reader. */
    static Fault explain(RuntimeException unreadable, StreamReader reader) {
        var reached = position(reader.getMark()).orElse(Position.START);
        if (!(unreadable instanceof MarkedYamlEngineException marked)) {
            return new Fault("", reached, "this is not valid YAML", "see whether quotes and brackets are closed");
        }
        var mark = marked.getProblemMark().or(marked::getContextMark);
        var position = position(mark).orElse(reached);
        if (mark.isPresent() && isTab(mark.get())) {
            return new Fault("", position, "a tab stands where YAML expects spaces", "indent with spaces");
        }
        var problem = Objects.requireNonNullElse(marked.getProblem(), "it cannot be read");
        var context = Objects.requireNonNullElse(marked.getContext(), "");
        var where = context.isBlank() ? "" : " (" + cleaned(context) + ")";
        return new Fault("", position, "this is not valid YAML: " + cleaned(problem) + where, hint(problem, context));
    }

    static Optional<Position> position(Optional<Mark> mark) {
        return mark.map(place -> new Position(place.getLine() + 1, place.getColumn() + 1));
    }

    private static boolean isTab(Mark mark) {
        return mark.getPointer() < mark.getBuffer().length && mark.getBuffer()[mark.getPointer()] == '\t';
    }

    private static String cleaned(String words) {
        return Wording.printable(
                words.replaceAll("\\. \\(Do not use .* for indentation\\)", "").strip());
    }

    private static @Nullable String hint(String problem, String context) {
        for (var known : HINTS) {
            if (problem.contains(known.words) || context.contains(known.words)) {
                return known.hint;
            }
        }
        return null;
    }
}
