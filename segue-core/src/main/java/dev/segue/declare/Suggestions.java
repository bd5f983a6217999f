package dev.segue.declare;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggestions {
    private static final int LONGEST = 100;

    private Suggestions() {}

    /**
     * The candidate nearest to the word: few edits away (a swap of neighbours is one edit, case is none), or else the
     * beginning of the word or begun by it. Of several equally near the first in the alphabet.
     */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        if (word.isBlank() || word.length() > LONGEST) {
            return Optional.empty();
        }
        var lower = word.toLowerCase(Locale.ROOT);
        var allowed = Math.max(1, Math.min(3, lower.length() / 3));
        return candidates.stream()
                .filter(candidate -> candidate.length() <= LONGEST)
                .map(candidate -> new Candidate(candidate, distance(lower, candidate.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance <= allowed || oneBeginsTheOther(lower, candidate.word))
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
                .map(Candidate::word);
    }

    /** {@code ; did you mean "zip"?}, or nothing if no candidate is near. */
    public static String didYouMean(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(near -> "; did you mean " + Wording.quoted(near) + "?")
                .orElse("");
    }

    private record Candidate(String word, int distance) {}

    private static boolean oneBeginsTheOther(String lower, String candidate) {
        var other = candidate.toLowerCase(Locale.ROOT);
        return Math.min(lower.length(), other.length()) >= 3 && (lower.startsWith(other) || other.startsWith(lower));
    }

    /** The optimal string alignment distance. */
    private static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (var i = 0; i <= from.length(); i++) {
            for (var j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                var same = from.charAt(i - 1) == to.charAt(j - 1);
                var best = Math.min(rows[i - 1][j - 1] + (same ? 0 : 1), Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                var swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
            }
        }
        return rows[from.length()][to.length()];
    }
}
