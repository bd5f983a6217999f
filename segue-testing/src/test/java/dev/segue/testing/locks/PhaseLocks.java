package dev.segue.testing.locks;

import dev.segue.plan.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The locks that an operation takes in each phase, over all its forms. */
final class PhaseLocks {

    private static final String HEAD = """
            Asked of a server at every statement of every phase, over all forms of the operation. What anybody's reads and writes take is left out of the second column.

            | phase | locks for an instant | locks while rows are read or written |
            |---|---|---|
            """;

    private final Map<Phase, Map<LockMode, Set<TableRole>>> instant = new EnumMap<>(Phase.class);
    private final Map<Phase, Map<LockMode, Set<TableRole>>> reading = new EnumMap<>(Phase.class);

    PhaseLocks(List<LockWalk> walks) {
        for (LockWalk walk : walks) {
            for (Asked one : walk.asked()) {
                if (one.phase() != null) {
                    add(walk, one);
                }
            }
        }
        instant.forEach((phase, modes) -> modes.forEach((mode, roles) ->
                roles.removeAll(reading.getOrDefault(phase, Map.of()).getOrDefault(mode, Set.of()))));
    }

    private void add(LockWalk walk, Asked one) {
        Set<Long> gone = one.gone(LockCases.ROWS / 2);
        one.held().forEach((table, mode) -> {
            if (gone.contains(table)) {
                put(reading, one.phase(), mode, walk.role(table));
            } else if (mode.isOfStructure()) {
                put(instant, one.phase(), mode, walk.role(table));
            }
        });
    }

    private static void put(
            Map<Phase, Map<LockMode, Set<TableRole>>> where, Phase phase, LockMode mode, TableRole role) {
        where.computeIfAbsent(phase, p -> new TreeMap<>(Comparator.reverseOrder()))
                .computeIfAbsent(mode, m -> new TreeSet<>())
                .add(role);
    }

    /** {@return the strongest lock of a phase that holds off writers} */
    Optional<LockMode> strongest(Phase phase) {
        return instant.getOrDefault(phase, Map.of()).entrySet().stream()
                .filter(lock -> !lock.getValue().isEmpty() && lock.getKey().blocksWrites())
                .map(Map.Entry::getKey)
                .max(Comparator.naturalOrder());
    }

    /** {@return the table for the operation's page} */
    String markdown() {
        List<String> rows = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            if (Stream.of(instant, reading).anyMatch(locks -> locks.containsKey(phase))) {
                rows.add("| %s | %s | %s |".formatted(phase.word(), words(instant, phase), words(reading, phase)));
            }
        }
        return rows.isEmpty()
                ? "No statement of any phase locks a table that was there.\n"
                : HEAD + String.join("\n", rows) + "\n";
    }

    /**
     * {@return the locks of a page's table that no statement on rows takes, a line each} Which tables a comparison goes
     * through, and so in which column they stand, is up to the server's planner.
     */
    static Set<String> ofStructure(String markdown) {
        Set<String> locks = new TreeSet<>();
        for (String line : markdown.lines().filter(l -> l.startsWith("| ")).toList()) {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            for (String lock : String.join("; ", cells.subList(2, cells.size())).split("; ", -1)) {
                String[] parts = lock.split(" on ", 2);
                boolean isLock = parts.length == 2
                        && LockMode.named(parts[0])
                                .filter(LockMode::isOfStructure)
                                .isPresent();
                for (String role : isLock ? parts[1].split(", ", -1) : new String[0]) {
                    locks.add(cells.get(1) + ": " + parts[0] + " on " + role);
                }
            }
        }
        return locks;
    }

    private static String words(Map<Phase, Map<LockMode, Set<TableRole>>> locks, Phase phase) {
        String words = locks.getOrDefault(phase, Map.of()).entrySet().stream()
                .filter(lock -> !lock.getValue().isEmpty())
                .map(lock -> lock.getKey() + " on "
                        + lock.getValue().stream().map(TableRole::toString).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? "–" : words;
    }
}
