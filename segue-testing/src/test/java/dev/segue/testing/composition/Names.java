package dev.segue.testing.composition;

import java.util.List;
import java.util.SplittableRandom;

/** Names that are not used yet, some of them awkward. */
final class Names {

    private static final List<String> AWKWARD =
            List.of("Größe", "two words", "select", "it's", "a\"b", "UPPER", "né", "x%y");

    private int next;

    String any(SplittableRandom random, String prefix) {
        next++;
        return random.nextInt(4) == 0 ? AWKWARD.get(random.nextInt(AWKWARD.size())) + next : prefix + next;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
