package dev.segue.client.darkread;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How two answers are compared. Paths name record components and map keys, joined by dots; {@code [*]} stands for any
 * place of a list; the whole answer's path is empty.
 *
 * @param ignored differences that do not matter
 * @param unordered lists whose order does not matter
 * @param shown fields whose values may be reported; of all others only hashes are
 * @param named maps whose keys are names and may be reported; keys of others may be data, and only their hashes are,
 *     unless a rule names them
 * @param fields fields that are compared in a way of their own
 */
public record Rules(
        List<IgnoreRule> ignored,
        Set<String> unordered,
        Set<String> shown,
        Set<String> named,
        Map<String, FieldRule> fields) {

    /** Every field counts, lists are ordered, no value is shown. */
    public static final Rules STRICT = new Rules(List.of(), Set.of(), Set.of(), Set.of(), Map.of());

    /** Raised with every change of what counts as a difference. */
    private static final String COMPARISON = "comparison 2";

    public Rules {
        ignored = List.copyOf(ignored);
        unordered = Set.copyOf(unordered);
        shown = Set.copyOf(shown);
        named = Set.copyOf(named);
        fields = Map.copyOf(fields);
    }

    /** {@return these rules and one more difference that does not matter} */
    public Rules ignoring(IgnoreRule rule) {
        List<IgnoreRule> more = new ArrayList<>(ignored);
        more.add(rule);
        return new Rules(more, unordered, shown, named, fields);
    }

    /** {@return these rules, with the order of a list not mattering} */
    public Rules unordered(String path) {
        return new Rules(ignored, with(unordered, path), shown, named, fields);
    }

    /** {@return these rules, with the values of a field reported as they are} */
    public Rules showing(String path) {
        return new Rules(ignored, unordered, with(shown, path), named, fields);
    }

    /** {@return these rules, with the keys of a map reported as they are} */
    public Rules naming(String path) {
        return new Rules(ignored, unordered, shown, with(named, path), fields);
    }

    /**
     * {@return these rules, with two values of a field being the same where a function says so}
     *
     * @param id of the function, see {@link FieldRule#id}
     * @param same what it throws makes the comparison inconclusive
     */
    public Rules comparing(String path, String id, BiPredicate<@Nullable Object, @Nullable Object> same) {
        return field(path, new FieldRule(id, value -> value, same));
    }

    /**
     * {@return these rules, with the values of a field brought into one form before they are compared}
     *
     * @param id of the function, see {@link FieldRule#id}
     * @param normaliser what it throws makes the comparison inconclusive
     */
    public Rules normalising(String path, String id, UnaryOperator<@Nullable Object> normaliser) {
        return field(path, new FieldRule(id, normaliser, null));
    }

    private Rules field(String path, FieldRule rule) {
        Map<String, FieldRule> more = new TreeMap<>(fields);
        if (more.putIfAbsent(path, rule) != null) {
            throw new IllegalArgumentException("the field " + path + " has a rule of its own already");
        }
        return new Rules(ignored, unordered, shown, named, more);
    }

    Rules withoutField(String path) {
        Map<String, FieldRule> less = new TreeMap<>(fields);
        less.remove(path);
        return new Rules(ignored, unordered, shown, named, less);
    }

    /** {@return whether a map's key may be reported} */
    boolean names(String generalMap, String generalKey) {
        return named.contains(generalMap) || mentioned().anyMatch(path -> Paths.covers(generalKey, path));
    }

    private Stream<String> mentioned() {
        return Stream.of(
                        ignored.stream().map(IgnoreRule::path),
                        unordered.stream(),
                        shown.stream(),
                        fields.keySet().stream())
                .flatMap(paths -> paths);
    }

    /**
     * {@return what tells these rules from others, wherever a difference may come out otherwise} Another version of the
     * program gives the same for the same rules; what is shown is left out.
     */
    String fingerprint() {
        List<String> parts = new ArrayList<>();
        ignored.forEach(rule -> parts.add("ignored\n" + rule.id() + "\n" + rule.path() + "\n" + rule.until()));
        unordered.forEach(path -> parts.add("unordered\n" + path));
        fields.forEach((path, rule) -> parts.add("field\n" + path + "\n" + rule.id()));
        parts.sort(null);
        parts.add(0, COMPARISON);
        return Redaction.digest(String.join("\n\n", parts));
    }

    private static Set<String> with(Set<String> paths, String path) {
        Set<String> more = new TreeSet<>(paths);
        more.add(path);
        return more;
    }
}
