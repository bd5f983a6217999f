package dev.segue.client.darkread;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer taken apart into its fields, at the moment it was given: who changes the object afterwards changes nothing
 * here. Records, maps, collections, arrays and optionals are taken apart; everything else, and what has a rule of its own,
 * is a value that equals another or does not. Immutable.
 *
 * @param bytes about how much memory it keeps
 */
record Answer(Node root, long bytes) {

    private static final int MOST_FIELDS = 10_000;
    private static final int DEEPEST = 64;

    /**
     * Takes an answer apart.
     *
     * @throws IllegalArgumentException if it is too large, too deep, or contains itself
     */
    static Answer of(@Nullable Object value, Rules rules) {
        return of(value, "", rules);
    }

    /** Takes apart what stands at a path. */
    static Answer of(@Nullable Object value, String general, Rules rules) {
        Taking taking = new Taking(rules);
        Node root = taking.take(general, value, 0);
        return new Answer(root, taking.bytes);
    }

    /** An error is an answer too: of the same kind, it is the same. */
    static Answer failed(Exception error) {
        String state = error instanceof SQLException sql ? " " + sql.getSQLState() : "";
        return new Answer(new Node.Failed(error.getClass().getName() + state), 64);
    }

    boolean isError() {
        return root instanceof Node.Failed;
    }

    private static final class Taking {

        private final Rules rules;
        private int fields;
        private long bytes;

        private Taking(Rules rules) {
            this.rules = rules;
        }

        private Node take(String general, @Nullable Object value, int depth) {
            if (++fields > MOST_FIELDS || depth > DEEPEST) {
                throw new IllegalArgumentException("an answer has more than " + MOST_FIELDS
                        + " fields, or is deeper than " + DEEPEST + ", or contains itself");
            }
            bytes += 48;
            if (rules.fields().containsKey(general)) {
                return leaf(value);
            }
            if (value instanceof Optional<?> optional) {
                return take(general, optional.orElse(null), depth + 1);
            }
            if (value instanceof Record row && !Components.of(row).isEmpty()) {
                Map<String, Node> parts = new LinkedHashMap<>();
                Components.of(row)
                        .forEach((name, accessor) -> parts.put(
                                name, take(Paths.field(general, name), Components.read(accessor, row), depth + 1)));
                return new Node.Fields(Collections.unmodifiableMap(parts), false);
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Node> parts = new LinkedHashMap<>();
                map.forEach((key, part) -> {
                    String name = String.valueOf(key);
                    bytes += 2L * name.length();
                    parts.put(name, take(Paths.field(general, name), part, depth + 1));
                });
                return new Node.Fields(Collections.unmodifiableMap(parts), true);
            }
            if (value instanceof byte[] octets) {
                return leaf("\\x" + HexFormat.of().formatHex(octets));
            }
            if (value instanceof Collection<?>
                    || value != null && value.getClass().isArray()) {
                List<Node> parts = new ArrayList<>();
                String member = Paths.member(general);
                for (Object part : members(value)) {
                    parts.add(take(member, part, depth + 1));
                }
                return new Node.Items(Collections.unmodifiableList(parts));
            }
            return leaf(value);
        }

        private Node leaf(@Nullable Object value) {
            if (value instanceof CharSequence text) {
                bytes += 2L * text.length();
                return new Node.Leaf(text.toString());
            }
            return new Node.Leaf(value instanceof BigDecimal number ? number.stripTrailingZeros() : value);
        }

        private static Iterable<? extends @Nullable Object> members(Object value) {
            if (value instanceof Collection<?> collection) {
                return collection;
            }
            List<@Nullable Object> parts = new ArrayList<>();
            for (int n = 0; n < Math.min(MOST_FIELDS + 1, Array.getLength(value)); n++) {
                parts.add(Array.get(value, n));
            }
            return parts;
        }
    }
}
