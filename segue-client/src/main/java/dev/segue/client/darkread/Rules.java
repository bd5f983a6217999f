package dev.segue.client.darkread;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How two answers are compared. Paths name record components and map keys, joined by dots; {@code [*]} stands for any
 * place of a list.
 *
 * @param ignored differences that do not matter
 * @param unordered lists whose order does not matter
 * @param shown fields whose values may be reported; of all others only hashes are
 */
public record Rules(List<IgnoreRule> ignored, Set<String> unordered, Set<String> shown) {

    /** Every field counts, lists are ordered, no value is shown. */
    public static final Rules STRICT = new Rules(List.of(), Set.of(), Set.of());

    public Rules {
        ignored = List.copyOf(ignored);
        unordered = Set.copyOf(unordered);
        shown = Set.copyOf(shown);
    }

    /** {@return these rules and one more difference that does not matter} */
    public Rules ignoring(IgnoreRule rule) {
        List<IgnoreRule> more = new ArrayList<>(ignored);
        more.add(rule);
        return new Rules(more, unordered, shown);
    }

    /** {@return these rules, with the order of a list not mattering} */
    public Rules unordered(String path) {
        return new Rules(ignored, with(unordered, path), shown);
    }

    /** {@return these rules, with the values of a field reported as they are} */
    public Rules showing(String path) {
        return new Rules(ignored, unordered, with(shown, path));
    }

    private static Set<String> with(Set<String> paths, String path) {
        Set<String> more = new TreeSet<>(paths);
        more.add(path);
        return more;
    }
}
