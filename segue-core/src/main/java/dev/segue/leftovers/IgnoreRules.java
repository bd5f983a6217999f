package dev.segue.leftovers;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is left out of a search. Each line of a file of rules is a glob of paths below the searched directory ({@code *}
 * stays within a directory, {@code **} does not; without a slash it is the name of a file anywhere), and after a colon and a
 * space, where only some mentions are meant, a table, a column or another name. {@code #} begins a comment.
 */
public final class IgnoreRules {

    /** Nothing but what nobody writes by hand, and what tells the past. */
    public static final IgnoreRules NONE = new IgnoreRules(List.of());

    private static final Set<String> MADE = Set.of("target", "build", "node_modules");
    private static final Pattern VERSIONED = Pattern.compile("([VUB][0-9][0-9._]*|R)__.+\\.sql");
    private static final Pattern PAST =
            Pattern.compile("(?im)^--\\s*liquibase formatted sql|<databaseChangeLog|^databaseChangeLog:|^operations:");

    private final List<Rule> rules;

    private record Rule(PathMatcher files, String mentioned) {}

    private IgnoreRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * {@return the rules of these lines}
     *
     * @throws IllegalArgumentException if a line is no rule; the message says which
     */
    public static IgnoreRules parse(List<String> lines) {
        List<Rule> rules = new ArrayList<>();
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.lastIndexOf(": ");
            String glob = colon < 0 ? line : line.substring(0, colon).strip();
            String anywhere = glob.contains("/") ? glob : "{**/,}" + glob;
            try {
                rules.add(new Rule(
                        FileSystems.getDefault().getPathMatcher("glob:" + anywhere),
                        colon < 0 ? "" : line.substring(colon + 2).strip()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (n + 1) + ": " + e.getMessage(), e);
            }
        }
        return new IgnoreRules(rules);
    }

    boolean isDirectoryLeftOut(Path below) {
        String name = String.valueOf(below.getFileName());
        return name.startsWith(".") || MADE.contains(name);
    }

    boolean isFileLeftOut(Path below) {
        return VERSIONED.matcher(String.valueOf(below.getFileName())).matches()
                || rules.stream()
                        .anyMatch(r -> r.mentioned().isEmpty() && r.files().matches(below));
    }

    /** {@return whether a file that begins so tells how the database came to be what it is} */
    boolean isPast(String head) {
        return PAST.matcher(head).find();
    }

    boolean isLeftOut(Path below, Leftover leftover) {
        return rules.stream()
                .anyMatch(r -> r.files().matches(below)
                        && (leftover.mentioned().equals(r.mentioned())
                                || leftover.mentioned().endsWith("." + r.mentioned())));
    }
}
