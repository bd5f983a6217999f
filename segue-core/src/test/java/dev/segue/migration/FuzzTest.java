package dev.segue.migration;

import static dev.segue.migration.Documents.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.networknt.schema.Schema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files, from a seed that is printed; {@code -Dsegue.fuzz.seed=…} repeats a run, {@code -Dsegue.fuzz.files=…} makes
 * it longer.
 */
class FuzzTest {
    private static final int FILES = Integer.getInteger("segue.fuzz.files", 10_000);
    private static final long SEED = Long.getLong("segue.fuzz.seed", System.nanoTime());
    private static final List<String> PIECES = List.of(
            "\n",
            "\n\n",
            "  ",
            " ",
            "\t",
            ":",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "'",
            "|",
            ">",
            "&a ",
            "*a",
            "!",
            "!!str ",
            "#",
            " #",
            "%",
            "@",
            "`",
            "? ",
            "---\n",
            "...\n",
            "<<",
            "\\",
            "\\u0000",
            "\0",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\uD83D\uDE00",
            "\uD800",
            "\u001b",
            "null",
            "~",
            "yes",
            "true",
            "123",
            "1e999",
            "-.inf",
            "0x1F",
            "99999999999999999999",
            "7d",
            "",
            "name",
            "as",
            "up",
            "down",
            "key",
            "uuid",
            "gates",
            "soak",
            "extract_table",
            "operations",
            "many",
            "big_bang",
            "\r",
            "\r\n");

    static {
        System.out.println("FuzzTest: segue.fuzz.seed=" + SEED + ", " + FILES + " files");
    }

    private final Random random = new Random(SEED);
    private final Schema schema = Documents.schema();

    @Test
    void aDamagedFileIsAcceptedOrRefusedWithLocatedProblems(@TempDir Path directory) throws IOException {
        var sources = new ArrayList<String>();
        for (var name : Documents.GOOD) {
            sources.add(Files.readString(resource(name)));
        }
        var accepted = 0;
        for (var i = 0; i < FILES; i++) {
            var path = directory.resolve(random.nextInt(4) == 0 ? "a.json" : "a.yaml");
            var text = damaged(sources.get(random.nextInt(sources.size())), sources);
            accepted += isAccepted(path, text) ? 1 : 0;
        }
        assertThat(accepted).as("some damage is harmless").isPositive().isLessThan(FILES);
    }

    private boolean isAccepted(Path path, String text) throws IOException {
        try {
            var file = MigrationFile.parse(path, text);
            assertThat(file.text()).isEqualTo(text.startsWith("\uFEFF") ? text.substring(1) : text);
            var seen = path.toString().endsWith(".json") ? text.replace('\t', ' ') : text;
            assertThat(schema.validate(Documents.json(seen)))
                    .as("seed %d, what the reader accepts, the schema accepts: %s", SEED, text)
                    .isEmpty();
            return true;
        } catch (InvalidMigrationException refused) {
            check(refused, text);
            return false;
        } catch (RuntimeException | StackOverflowError unexpected) {
            return fail("seed " + SEED + ", neither accepted nor refused: " + text, unexpected);
        }
    }

    @Test
    void damagedBytesAreAcceptedOrRefusedWithLocatedProblems(@TempDir Path directory) throws IOException {
        var path = directory.resolve("a.yaml");
        var sound = Files.readAllBytes(resource(Documents.GOOD.getFirst()));
        for (var i = 0; i < FILES / 10; i++) {
            var bytes = sound.clone();
            for (var flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(path, bytes);
            try {
                MigrationFile.read(path);
            } catch (InvalidMigrationException refused) {
                check(refused, new String(bytes, StandardCharsets.UTF_8));
            } catch (RuntimeException | StackOverflowError unexpected) {
                fail("seed " + SEED + ", neither accepted nor refused", unexpected);
            }
        }
    }

    private static void check(InvalidMigrationException refused, String text) {
        assertThat(refused.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.line())
                    .isBetween(1, (int) text.chars().filter(FuzzTest::isLineEnd).count() + 1);
            assertThat(problem.column()).isBetween(1, text.length() + 2);
            assertThat(problem.message()).isNotBlank().doesNotContain("Exception", "dev.segue", "org.snakeyaml");
            assertThat(problem.render()).doesNotContain("\u001b", "\0");
        });
        assertThat(refused.render()).endsWith("Nothing was changed.");
    }

    private static boolean isLineEnd(int character) {
        return "\n\r\u0085\u2028\u2029".indexOf(character) >= 0;
    }

    private String damaged(String text, List<String> sources) {
        var result = text;
        for (var i = 1 + random.nextInt(random.nextInt(8) + 1); i > 0; i--) {
            result = damagedOnce(result, sources);
        }
        return result;
    }

    private String damagedOnce(String text, List<String> sources) {
        var from = random.nextInt(text.length() + 1);
        var to = Math.min(text.length(), from + random.nextInt(6));
        var piece = PIECES.get(random.nextInt(PIECES.size()));
        return switch (random.nextInt(8)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1, 2 -> text.substring(0, from) + piece + text.substring(from);
            case 3 -> text.substring(0, from) + piece + text.substring(to);
            case 4 -> withLines(text);
            case 5 -> text.substring(0, from) + piece.repeat(random.nextInt(100)) + text.substring(from);
            case 6 -> replacedWord(text, piece);
            default -> {
                var other = sources.get(random.nextInt(sources.size()));
                yield random.nextInt(10) == 0
                        ? text.substring(0, from) + other.substring(random.nextInt(other.length()))
                        : text;
            }
        };
    }

    /** One line left out, written twice, moved or indented otherwise. */
    private String withLines(String text) {
        var lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return text;
        }
        var line = lines.remove(random.nextInt(lines.size()));
        var place = random.nextInt(lines.size() + 1);
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> lines.addAll(place, List.of(line, line));
            case 2 -> lines.add(place, line);
            default -> lines.add(place, " ".repeat(random.nextInt(8)) + line.strip());
        }
        return String.join("\n", lines) + "\n";
    }

    private String replacedWord(String text, String piece) {
        var words = text.split("(?<=\\W)|(?=\\W)");
        words[random.nextInt(words.length)] = piece;
        return String.join("", words);
    }
}
