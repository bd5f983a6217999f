package dev.segue.testing.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What every row must be: the values that the last acknowledged write left. Writes are sequential, so this is exact. One
 * that keeps a file adds each write to it at once, so that it outlives its JVM. For one thread at a time.
 */
public final class Ledger {

    private static final String NULL = "-";
    private static final String GONE = "gone";

    private final SortedMap<Long, Row> rows = new TreeMap<>();
    private final Optional<Path> file;

    private Ledger(Optional<Path> file) {
        this.file = file;
    }

    /** {@return a ledger without rows} */
    static Ledger empty() {
        return new Ledger(Optional.empty());
    }

    /** {@return the ledger that a file holds, which goes on writing into it} */
    static Ledger continued(Path file) throws IOException {
        Ledger ledger = new Ledger(Optional.of(file));
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            List<String> parts = Arrays.asList(line.split("\t", -1));
            Long key = Long.valueOf(parts.getFirst());
            if (parts.get(1).equals(GONE)) {
                ledger.rows.remove(key);
            } else {
                @Nullable String[] values = new @Nullable String[parts.size() - 1];
                for (int n = 0; n < values.length; n++) {
                    values[n] = decoded(parts.get(n + 1));
                }
                ledger.rows.put(key, Row.of(values));
            }
        }
        return ledger;
    }

    /** {@return a ledger of the same rows without a file} */
    Ledger copy() {
        Ledger copy = new Ledger(Optional.empty());
        copy.rows.putAll(rows);
        return copy;
    }

    /** {@return the same rows in a new file, which is written on} */
    Ledger copyTo(Path newFile) throws IOException {
        Files.write(
                newFile,
                rows.entrySet().stream()
                        .map(e -> line(e.getKey(), e.getValue()))
                        .toList(),
                StandardCharsets.UTF_8);
        return continued(newFile);
    }

    /** An acknowledged write made a row, or made these values of it. */
    public void is(long key, Row values) {
        rows.put(key, values);
        append(line(key, values));
    }

    /** An acknowledged write deleted a row. */
    public void gone(long key) {
        rows.remove(key);
        append(key + "\t" + GONE + "\n");
    }

    /** {@return a row that is there} */
    public Row row(long key) {
        return Objects.requireNonNull(rows.get(key), "row " + key);
    }

    /** {@return the rows by their keys} */
    public SortedMap<Long, Row> rows() {
        return Collections.unmodifiableSortedMap(rows);
    }

    private void append(String line) {
        file.ifPresent(path -> {
            try {
                Files.writeString(path, line.endsWith("\n") ? line : line + "\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write " + path, e);
            }
        });
    }

    private static String line(Long key, Row values) {
        StringBuilder line = new StringBuilder(key.toString());
        for (int n = 0; n < values.size(); n++) {
            line.append('\t').append(encoded(values.value(n)));
        }
        return line.toString();
    }

    private static String encoded(@Nullable String value) {
        return value == null ? NULL : "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static @Nullable String decoded(String text) {
        return text.equals(NULL) ? null : URLDecoder.decode(text.substring(1), StandardCharsets.UTF_8);
    }

    /** {@return a line for each row that is not as it must be} */
    static List<String> differences(Map<Long, Row> expected, Map<Long, Row> found) {
        List<String> differences = new ArrayList<>();
        expected.forEach((key, values) -> {
            if (!found.containsKey(key)) {
                differences.add("row " + key + " is lost; it was " + values);
            } else if (!values.equals(found.get(key))) {
                differences.add("row " + key + " is " + found.get(key) + " instead of " + values);
            }
        });
        found.forEach((key, values) -> {
            if (!expected.containsKey(key)) {
                differences.add("row " + key + " is there and should not be: " + values);
            }
        });
        return differences;
    }
}
