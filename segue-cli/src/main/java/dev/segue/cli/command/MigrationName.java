package dev.segue.cli.command;

import dev.segue.declare.Suggestions;
import dev.segue.engine.SegueException;
import java.util.List;
import java.util.Optional;

/** Finds the migration that somebody means. */
final class MigrationName {

    private static final int SHORTEST_BEGINNING = 4;

    private MigrationName() {}

    /**
     * {@return the name of the migration}
     *
     * @param named its name, its file, or the beginning of its name if only one begins so
     * @param known the migrations of the journal
     * @throws SegueException if none is meant
     */
    static String resolve(String named, List<String> known) {
        Optional<String> meant = among(named, known);
        if (meant.isPresent()) {
            return meant.get();
        }
        String name = withoutFile(named);
        if (known.isEmpty()) {
            throw SegueException.usage(
                    "there is no migration " + name + "; none was ever started here",
                    "segue run FILE starts one; segue plan FILE shows it first");
        }
        throw SegueException.usage(
                "there is no migration " + name + Suggestions.didYouMean(name, known),
                "use one of " + String.join(", ", known));
    }

    /** {@return the one of these names that is meant, if one is} */
    static Optional<String> among(String named, List<String> known) {
        String name = withoutFile(named);
        if (known.contains(name)) {
            return Optional.of(name);
        }
        List<String> begun = known.stream()
                .filter(candidate -> name.length() >= SHORTEST_BEGINNING && candidate.startsWith(name))
                .toList();
        return begun.size() == 1 ? Optional.of(begun.getFirst()) : Optional.empty();
    }

    /** {@return the name of the migration, where its file is named} */
    static String withoutFile(String named) {
        String name = named.substring(named.lastIndexOf('/') + 1);
        for (String ending : List.of(".yaml", ".yml", ".json")) {
            if (name.endsWith(ending)) {
                return name.substring(0, name.length() - ending.length());
            }
        }
        return name;
    }
}
