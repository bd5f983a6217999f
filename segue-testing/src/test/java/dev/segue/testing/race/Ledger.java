package dev.segue.testing.race;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows what every process was about to commit, and what was acknowledged; says of the rows at the end what is wrong with
 * them. Thread-safe.
 */
final class Ledger {

    /** A row of the shape that answers. */
    record Row(long id, long version, String street) {}

    /** One intended write. */
    private record Write(String kind, long id, long version, String street) {

        static Write of(String line) {
            String[] words = line.split(" ");
            return new Write(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), words[4]);
        }
    }

    private final Set<Write> intended = new HashSet<>();
    private final Set<Write> acknowledged = new HashSet<>();
    private final Map<Long, List<Write>> versions = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long writes;
    private long reads;
    private long refused;
    private long failed;

    /** Takes a line as a worker prints it. */
    synchronized void heard(String line) {
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '?' -> {
                Write write = Write.of(line);
                intended.add(write);
                versions.computeIfAbsent(write.id(), id -> new ArrayList<>()).add(write);
            }
            case '+' -> {
                acknowledged.add(Write.of(line));
                writes++;
            }
            case 'r' -> reads++;
            case 's' -> refused++;
            case 'x' -> failed++;
            default -> wrong.add(line);
        }
    }

    synchronized void wrong(String what) {
        wrong.add(what);
    }

    synchronized List<String> wrong() {
        return List.copyOf(wrong);
    }

    synchronized long operations() {
        return writes + reads;
    }

    /** Compares with the rows of the shape that answers. */
    synchronized void compare(List<Row> rows) {
        Map<Long, Row> found = new HashMap<>();
        for (Row row : rows) {
            found.put(row.id(), row);
        }
        for (long id = 1; id <= RaceWorker.SHARED; id++) {
            versions.computeIfAbsent(id, key -> new ArrayList<>());
        }
        versions.forEach((id, all) -> compare(id, all, found.remove(id)));
        found.values().forEach(row -> wrong.add("nobody wrote " + row));
    }

    private void compare(long id, List<Write> all, Row row) {
        boolean shared = id <= RaceWorker.SHARED;
        boolean placed = shared || all.stream().anyMatch(w -> !w.kind().equals("CANCEL") && acknowledged.contains(w));
        boolean cancelled = all.stream().anyMatch(w -> w.kind().equals("CANCEL") && acknowledged.contains(w));
        boolean perhapsCancelled = all.stream().anyMatch(w -> w.kind().equals("CANCEL"));
        Map<Long, Write> ofVersion = new HashMap<>();
        for (Write write : all) {
            if (acknowledged.contains(write) && !write.kind().equals("CANCEL")) {
                Write before = ofVersion.put(write.version(), write);
                if (before != null) {
                    wrong.add("one of two acknowledged writes was lost: " + before + ", " + write);
                }
                if (row != null
                        && (write.version() > row.version()
                                || (write.version() == row.version()
                                        && !write.street().equals(row.street())))) {
                    wrong.add("acknowledged, and lost: " + write + ", there is " + row);
                }
            }
        }
        if (row == null && placed && !perhapsCancelled) {
            wrong.add("acknowledged, and not there: order " + id + " " + ofVersion.values());
        } else if (row != null && cancelled) {
            wrong.add("cancelled, and there: " + row);
        } else if (row != null
                && !(shared && row.version() == 1)
                && all.stream()
                        .noneMatch(
                                w -> w.version() == row.version() && w.street().equals(row.street()))) {
            wrong.add("nobody intended " + row);
        }
    }

    @Override
    public synchronized String toString() {
        return "%,d writes and %,d reads acknowledged, %,d writes with an unknown end, %,d refused to stale instances, %,d failed"
                .formatted(writes, reads, intended.size() - acknowledged.size(), refused, failed);
    }
}
