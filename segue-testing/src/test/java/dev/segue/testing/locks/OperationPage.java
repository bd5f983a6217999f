package dev.segue.testing.locks;

import dev.segue.plan.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of an operation: what it says of locks by hand, and the table that the server gave. */
final class OperationPage {

    private static final Pattern PROVEN = Pattern.compile(
            "(?s)\n## What the server says of its locks\n\n<!-- locks -->\n(?<table>.*?)<!-- end of locks -->\n");

    private static final Pattern MODE = Pattern.compile(
            "ACCESS (SHARE|EXCLUSIVE)|SHARE (UPDATE|ROW) EXCLUSIVE|ROW (SHARE|EXCLUSIVE)|EXCLUSIVE|SHARE");

    private final Path file;
    private final String text;

    OperationPage(String operation) throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        file = directory.resolve("docs/operations/" + operation + ".md");
        text = Files.readString(file);
    }

    /** {@return the table that the server gave; empty if the page has none} */
    String proven() {
        Matcher found = PROVEN.matcher(text);
        return found.find() ? found.group("table") : "";
    }

    /** Puts another table in the place of the one that is there, or at the end. */
    void write(String table) throws IOException {
        String section =
                "\n## What the server says of its locks\n\n<!-- locks -->\n" + table + "<!-- end of locks -->\n";
        Matcher found = PROVEN.matcher(text);
        Files.writeString(file, found.find() ? found.replaceFirst(Matcher.quoteReplacement(section)) : text + section);
    }

    /** {@return for each phase the strongest lock that its rows name; empty where no table on the page has phases} */
    Map<Phase, LockMode> named() {
        Map<Phase, LockMode> named = new EnumMap<>(Phase.class);
        int place = -1;
        int lock = -1;
        Optional<Phase> phase = Optional.empty();
        for (String line : PROVEN.matcher(text).replaceFirst("").lines().toList()) {
            List<String> cells = line.startsWith("|")
                    ? Arrays.stream(line.split("(?<!\\\\)\\|", -1))
                            .map(String::strip)
                            .toList()
                    : List.of();
            if (cells.contains("phase") && cells.contains("lock")) {
                place = cells.indexOf("phase");
                lock = cells.indexOf("lock");
            } else if (cells.isEmpty()) {
                place = -1;
            } else if (place >= 0) {
                String first = cells.get(place).replaceFirst("\\W.*$", "");
                phase = first.isEmpty() ? phase : Phase.of(first);
                Optional<LockMode> strongest = strongest(cells.get(lock));
                if (phase.isPresent() && strongest.isPresent()) {
                    named.merge(phase.get(), strongest.get(), (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
            }
        }
        return named;
    }

    private static Optional<LockMode> strongest(String cell) {
        return MODE.matcher(cell)
                .results()
                .map(found -> LockMode.valueOf(found.group().replace(' ', '_')))
                .max(Comparator.naturalOrder());
    }
}
