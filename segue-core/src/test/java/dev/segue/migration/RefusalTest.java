package dev.segue.migration;

import static dev.segue.migration.Documents.extractTable;
import static dev.segue.migration.Documents.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each text is refused with one problem: its place, its path, words of its message and of its hint. */
class RefusalTest {
    private static final String SOUND = extractTable("from: a, columns: [b], into: c, reference: d");
    private static final String OPERATION = "operations[0].extract_table";

    static final List<Arguments> YAML = List.of(
            refused("", "1:1", "", "the file is empty", "operations"),
            refused("# nothing but a comment\n", "1:1", "", "the file is empty", "operations"),
            refused("null", "1:1", "", "the file is empty", "operations"),
            refused("gates:\n\tsoak: 1d\n", "2:1", "", "a tab", "indent with spaces"),
            refused("description: a: b", "1:15", "", "not allowed here", "needs quotes"),
            refused("description: @a", "1:14", "", "cannot start any token", "needs quotes"),
            refused("description: 'it's'\n", "1:18", "", "not valid YAML", "within single quotes"),
            refused("description: \"it", "1:17", "", "end of stream", "quote is closed"),
            refused("description: \"\\q\"", "1:16", "", "unknown escape", "single quotes"),
            refused("description: \"\\UFFFFFFFF\"", "1:17", "", "not valid YAML", "quotes"),
            refused("operations: [a", "1:15", "", "not valid YAML", "bracket is closed"),
            refused(SOUND + "---\n" + SOUND, "2:1", "", "second document", "a file of its own"),
            refused("description: &a b\n" + SOUND, "1:14", "description", "anchors", "leave the anchor out"),
            refused("description: *a\n" + SOUND, "1:14", "description", "aliases", "write the value out"),
            refused("*a : b\n" + SOUND, "1:1", "", "aliases", "write the value out"),
            refused("description: !!str b\n" + SOUND, "1:14", "description", "tags", "leave the tag out"),
            refused("? [a]\n: b\n", "1:3", "", "cannot be a key", "needs quotes"),
            refused("a: " + "[".repeat(60), "1:53", "a" + "[0]".repeat(49), "deeper than 50", null),
            refused("- a\n".repeat(60_000), "50000:3", "[49999]", "more than 50000 values", "no data"),
            refused("description: \"\\0\"\n" + SOUND, "1:14", "description", "cannot be stored", "escape"),
            refused("description: \"\\ud800\"\n" + SOUND, "1:14", "description", "cannot be stored", "escape"),
            refused("description: one\nflag: b\u0007\n", "2:8", "", "U+0007", "remove it"));

    static final List<Arguments> DECLARATION = List.of(
            refused("<<: {}\n" + SOUND, "1:1", "<<", "unknown key \"<<\"", "keys: name, description"),
            refused("\"\\e[31m\": x\n" + SOUND, "1:1", "\\u001b[31m", "unknown key \"\\u001b[31m\"", "keys:"),
            refused("[]", "1:1", "", "the file must be a map, not a list", "operations"),
            refused("operations:\n  extract_table: {}\n", "2:3", "operations", "must be a list, not a map", "\"- \""),
            refused("operations: []", "1:13", "operations", "empty list", "at least one"),
            refused(
                    "operations:\n- extract_table:\n  from: a\n",
                    "2:3",
                    "operations[0]",
                    "one key, not 2",
                    "indent the fields of extract_table"),
            refused("operations:\n- a: {}\n  b: {}\n", "2:3", "operations[0]", "one key, not 2: a, b", "\"- \""),
            refused("operations: [{}]", "1:14", "operations[0]", "an empty map", "extract_table"),
            refused(
                    "strategy: expandcontract\n" + SOUND,
                    "1:11",
                    "strategy",
                    "mean \"expand_contract\"?",
                    "auto, big_bang"),
            refused("strategy: null\n" + SOUND, "1:11", "strategy", "is empty", "auto"),
            refused("strategy: off\n" + SOUND, "1:11", "strategy", "\"off\" is not a word", "auto"),
            refused(
                    "duplicate_writes: trigger\n" + SOUND,
                    "1:19",
                    "duplicate_writes",
                    "trigger",
                    "database, application"),
            refused("gates: { soak: 1 week }\n" + SOUND, "1:16", "gates.soak", "\"1 week\" is not a", "1h30m"),
            refused(
                    "gates: { dark_reads_clean: { comparisons: 1e5, window: 1d } }\n" + SOUND,
                    "1:43",
                    "gates.dark_reads_clean.comparisons",
                    "whole number",
                    "digits"),
            refused(
                    "gates: { dark_reads_clean: { comparisons: 1, window: 0s } }\n" + SOUND,
                    "1:54",
                    "gates.dark_reads_clean.window",
                    "no length",
                    "24h"),
            inOperation("from: a, columns: b, into: c, reference: d", "1:51", ".columns", "a list", "columns: [b]"),
            inOperation("from: 1, columns: [b], into: c, reference: d", "1:39", ".from", "the number 1", "\"1\""),
            inOperation("from: a, columns: [b], into: no, reference: d", "1:62", ".into", "truth value", "\"no\""),
            inOperation("from: a, columns: [b], into: , reference: d", "1:61", ".into", "is empty", "after the colon"),
            inOperation("from: a, columns: [b], into: c, refernce: d", "1:65", ".refernce", "\"reference\"?", "keys:"),
            inOperation("from: a, columns: [b], into: c", "1:31", "", "\"reference\" is missing", "reference: The"),
            inOperation(
                    "from: a, columns: [b], into: c, reference: d, cardinality: lots",
                    "1:92",
                    ".cardinality",
                    "\"lots\" is not",
                    "one, many"),
            inOperation("from: a, columns: [b, b], into: c, reference: d", "1:55", ".columns[1].name", "twice", "once"),
            inOperation(
                    "from: a, columns: [{name: b, up: x}], into: c, reference: d",
                    "1:66",
                    ".columns[0].up",
                    "needs down",
                    "add down"));

    @ParameterizedTest
    @FieldSource({"YAML", "DECLARATION"})
    void aWrongTextIsRefusedWithItsPlaceAndWhatToWriteInstead(
            String text, String place, String path, String message, String hint) {
        var problems = problemsOf(() -> MigrationFile.parse(Path.of("a.yaml"), text));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
            if (hint == null) {
                assertThat(problem.hint()).isNull();
            } else {
                assertThat(problem.hint()).contains(hint);
            }
        });
    }

    @Test
    void anAliasBombIsRefusedBeforeItGrows() {
        var bomb = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 40; i++) {
            var before = "*a" + (i - 1);
            bomb.append("a%d: &a%d [%s, %s]\n".formatted(i, i, before, before));
        }

        assertThat(problemsOf(() -> MigrationFile.parse(Path.of("a.yaml"), bomb.toString())))
                .extracting(Problem::message)
                .contains("anchors (&name) are not read", "aliases (*name) are not read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{", "- ", "? ", "a: ", "!", "&a ", "\"", "{a,", "[a, ", "x\n", "a: |\n", "#", "- a\n"})
    void aLargeTextIsRefusedInTime(String piece) {
        var text = piece.repeat(MigrationFile.MOST_BYTES / piece.length());

        var problems = assertTimeout(
                Duration.ofSeconds(20), () -> problemsOf(() -> MigrationFile.parse(Path.of("a.yaml"), text)));

        assertThat(problems).isNotEmpty();
    }

    private static Arguments inOperation(String fields, String place, String path, String message, String hint) {
        return refused(extractTable(fields), place, OPERATION + path, message, hint);
    }

    private static Arguments refused(String text, String place, String path, String message, String hint) {
        return Arguments.of(text, place, path, message, hint);
    }
}
