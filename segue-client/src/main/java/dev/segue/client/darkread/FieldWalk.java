package dev.segue.client.darkread;

import dev.segue.client.darkread.Node.Failed;
import dev.segue.client.darkread.Node.Fields;
import dev.segue.client.darkread.Node.Items;
import dev.segue.client.darkread.Node.Leaf;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Walks through two answers side by side. For one comparison, by one thread. */
final class FieldWalk {

    private static final int MOST_DIFFERENCES = 20;

    /** Members of an unordered list that are not simply equal and are tried with each other: {@code n²} comparisons. */
    private static final int MOST_TRIED = 300;

    /** A place: as it is reported, as rules name it, and as it is reported for all members of a list together. */
    private record Place(String path, String general, String reported) {

        Place field(String name) {
            return field(name, name, name);
        }

        Place field(String name, String shown, String together) {
            return new Place(Paths.field(path, shown), Paths.field(general, name), Paths.field(reported, together));
        }

        Place member(int number) {
            return new Place(Paths.place(path, number), Paths.member(general), Paths.member(reported));
        }

        Place anyMember() {
            return new Place(Paths.member(path), Paths.member(general), Paths.member(reported));
        }
    }

    private static final Place ANSWER = new Place("", "", "");

    private final Rules rules;
    private final Redaction redaction;
    private final LocalDate today;
    private final List<Difference> differences = new ArrayList<>();
    private boolean ignored;

    FieldWalk(Rules rules, Redaction redaction, LocalDate today) {
        this.rules = rules;
        this.redaction = redaction;
        this.today = today;
    }

    void compare(Node old, Node fresh) {
        compare(ANSWER, old, fresh);
    }

    Comparison result() {
        Verdict verdict = !differences.isEmpty() ? Verdict.MISMATCH : ignored ? Verdict.IGNORED : Verdict.MATCH;
        return new Comparison(verdict, differences);
    }

    private void compare(Place place, Node old, Node fresh) {
        FieldRule rule = rules.fields().get(place.general());
        if (rule != null && old instanceof Leaf left && fresh instanceof Leaf right) {
            compare(place, rule, left.value(), right.value());
        } else if (old instanceof Fields left && fresh instanceof Fields right) {
            fields(place, left, right);
        } else if (old instanceof Items left && fresh instanceof Items right) {
            items(place, left.parts(), right.parts());
        } else if (!old.equals(fresh)) {
            differ(place, old, fresh);
        }
    }

    private void compare(Place place, FieldRule rule, @Nullable Object old, @Nullable Object fresh) {
        Object left = rule.normaliser().apply(old);
        Object right = rule.normaliser().apply(fresh);
        if (rule.same() == null) {
            // taken apart only now, and without the rule, which would hold for its own result again
            FieldWalk inside = new FieldWalk(rules.withoutField(place.general()), redaction, today);
            inside.compare(place, inside.apart(place, left), inside.apart(place, right));
            inside.differences.forEach(this::add);
            ignored |= inside.ignored;
        } else if (!rule.same().test(left, right)) {
            differ(place, new Leaf(left), new Leaf(right));
        }
    }

    private Node apart(Place place, @Nullable Object value) {
        return Answer.of(value, place.general(), rules).root();
    }

    private void fields(Place place, Fields old, Fields fresh) {
        Set<String> names = new TreeSet<>(old.parts().keySet());
        names.addAll(fresh.parts().keySet());
        for (String name : names) {
            Place field = old.keyed() || fresh.keyed() ? keyed(place, name) : place.field(name);
            Node left = old.parts().get(name);
            Node right = fresh.parts().get(name);
            if (left == null || right == null) {
                differ(field, left, right);
            } else {
                compare(field, left, right);
            }
        }
    }

    private Place keyed(Place place, String key) {
        return rules.names(place.general(), Paths.field(place.general(), key))
                ? place.field(key)
                : place.field(key, "{" + redaction.hash(place.general() + ".{}", key) + "}", "*");
    }

    private void items(Place place, List<Node> old, List<Node> fresh) {
        boolean ordered = !rules.unordered().contains(place.general());
        List<Node> left = old;
        List<Node> right = fresh;
        if (!ordered) {
            left = new ArrayList<>(old);
            right = new ArrayList<>(fresh);
            pairUp(place.anyMember(), left, right);
        }
        if (old.size() != fresh.size()) {
            differ(place.field("size()"), new Leaf(old.size()), new Leaf(fresh.size()));
        }
        for (int n = 0; n < Math.max(left.size(), right.size()); n++) {
            Place member = ordered ? place.member(n) : place.anyMember();
            if (n < left.size() && n < right.size()) {
                compare(member, left.get(n), right.get(n));
            } else {
                differ(member, n < left.size() ? left.get(n) : null, n < right.size() ? right.get(n) : null);
            }
        }
    }

    /** Takes out what has its like on the other side: first what is equal, then what the rules take for the same. */
    private void pairUp(Place member, List<Node> old, List<Node> fresh) {
        Map<Node, Integer> there = new HashMap<>();
        fresh.forEach(node -> there.merge(node, 1, Integer::sum));
        Map<Node, Integer> both = new HashMap<>();
        old.removeIf(node -> {
            boolean found = takeOne(there, node);
            if (found) {
                both.merge(node, 1, Integer::sum);
            }
            return found;
        });
        fresh.removeIf(node -> takeOne(both, node));
        if (old.size() > MOST_TRIED || fresh.size() > MOST_TRIED) {
            return;
        }
        for (Iterator<Node> left = old.iterator(); left.hasNext(); ) {
            Node one = left.next();
            for (Iterator<Node> right = fresh.iterator(); right.hasNext(); ) {
                FieldWalk probe = new FieldWalk(rules, redaction, today);
                probe.compare(member, one, right.next());
                if (probe.differences.isEmpty()) {
                    ignored |= probe.ignored;
                    left.remove();
                    right.remove();
                    break;
                }
            }
        }
    }

    private static boolean takeOne(Map<Node, Integer> counts, Node node) {
        Integer times = counts.get(node);
        if (times == null) {
            return false;
        }
        if (times == 1) {
            counts.remove(node);
        } else {
            counts.put(node, times - 1);
        }
        return true;
    }

    private void differ(Place place, @Nullable Node old, @Nullable Node fresh) {
        if (rules.ignored().stream().anyMatch(rule -> rule.covers(place.general(), today))) {
            ignored = true;
        } else {
            add(new Difference(
                    Redaction.shortened(place.path()),
                    Redaction.shortened(place.reported()),
                    report(place, old),
                    report(place, fresh)));
        }
    }

    private void add(Difference difference) {
        if (differences.size() < MOST_DIFFERENCES) {
            differences.add(difference);
        }
    }

    private String report(Place place, @Nullable Node node) {
        if (node instanceof Leaf leaf) {
            String text = Objects.toString(leaf.value());
            boolean open = leaf.value() == null || rules.shown().contains(place.general());
            return open ? Redaction.shortened(text) : redaction.hash(place.general(), text);
        }
        return node == null ? "missing" : node instanceof Failed failed ? failed.kind() : "present";
    }
}
