package dev.segue.client.darkread;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two answers, field by field.
 *
 * @param verdict never {@link Verdict#INCONCLUSIVE}
 * @param differences what counts, at most twenty
 */
record Comparison(Verdict verdict, List<Difference> differences) {

    private static final int MOST_DIFFERENCES = 20;

    Comparison {
        differences = List.copyOf(differences);
    }

    static Comparison of(Answer old, Answer fresh, Rules rules, LocalDate today) {
        List<Difference> counting = new ArrayList<>();
        boolean ignored = false;
        Map<String, @Nullable Object> left = old.fields();
        Map<String, @Nullable Object> right = fresh.fields();
        Set<String> paths = new TreeSet<>(left.keySet());
        paths.addAll(right.keySet());
        for (String path : paths) {
            boolean both = left.containsKey(path) && right.containsKey(path);
            if (both && Objects.deepEquals(left.get(path), right.get(path))) {
                continue;
            }
            String general = path.replaceAll("\\[\\d+]", "[*]");
            if (rules.ignored().stream().anyMatch(rule -> rule.covers(general, today))) {
                ignored = true;
            } else if (counting.size() < MOST_DIFFERENCES) {
                boolean shown = rules.shown().contains(general);
                counting.add(new Difference(path, report(left, path, shown), report(right, path, shown)));
            }
        }
        Verdict verdict = !counting.isEmpty() ? Verdict.MISMATCH : ignored ? Verdict.IGNORED : Verdict.MATCH;
        return new Comparison(verdict, counting);
    }

    private static String report(Map<String, @Nullable Object> fields, String path, boolean shown) {
        if (!fields.containsKey(path)) {
            return "missing";
        }
        Object value = fields.get(path);
        return value == null ? "null" : shown ? value.toString() : "#" + hash(value.toString());
    }

    /** Enough to see which values are the same, too little to find out what they are by chance. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
