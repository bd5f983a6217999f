package dev.segue.cli.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.segue.gate.Gate;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.operation.Operation;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show can be read by Segue, and what they refer to is there. */
class DocumentationTest {

    private static final String SOME_OPERATION = """
            operations:
              - extract_table: { from: orders, columns: [street], into: addresses, reference: address_id }
            """;

    static List<Pages.Block> yamlBlocks() throws IOException {
        return Pages.blocks("yaml");
    }

    @ParameterizedTest
    @MethodSource("yamlBlocks")
    void aMigrationOnAPageIsOneThatSegueReads(Pages.Block block) {
        String text = switch (block.info()) {
            case "yaml migration" -> block.text();
            case "yaml fragment" -> block.text() + SOME_OPERATION;
            default -> fail("mark the block as ```yaml migration or ```yaml fragment");
        };

        assertThat(read(text)).isNotNull();
    }

    private static MigrationFile read(String text) {
        try {
            return MigrationFile.parse(Path.of("0001_on_a_page.yaml"), text);
        } catch (InvalidMigrationException invalid) {
            return fail(invalid.getMessage());
        }
    }

    static List<Pages.Block> includedFiles() throws IOException {
        return Stream.of("yaml", "sql", "java")
                .flatMap(language -> {
                    try {
                        return Pages.blocks(language).stream();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .filter(block -> block.file() != null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("includedFiles")
    void aFileOnAPageIsTheFileThatIsTested(Pages.Block block) throws IOException {
        assertThat(block.text()).isEqualTo(Files.readString(Pages.root().resolve(String.valueOf(block.file()))));
    }

    static List<Pages.Block> excerpts() throws IOException {
        return Stream.concat(Pages.blocks("java").stream(), Pages.blocks("xml").stream())
                .filter(block -> block.file() == null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("excerpts")
    void anExcerptOnAPageIsPartOfAFileThatIsTested(Pages.Block block) throws IOException {
        assertThat(block.from())
                .as("write <!-- from: FILE --> before the block")
                .isNotNull()
                .matches("examples/.*|.*/src/test/.*");
        String file = Files.readString(Pages.root().resolve(String.valueOf(block.from())));

        assertThat(oneLine(file)).contains(oneLine(block.text()));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    static List<Pages.Link> links() throws IOException {
        return Pages.links();
    }

    @ParameterizedTest
    @MethodSource("links")
    void aLinkLeadsSomewhere(Pages.Link link) throws IOException {
        String[] parts = link.target().split("#", 2);
        Path target = parts[0].isEmpty()
                ? link.page()
                : link.page().resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));

        assertThat(target).exists();
        if (parts.length == 2) {
            assertThat(Pages.anchors(target)).contains(parts[1]);
        }
    }

    @Test
    void everyOperationHasItsPage() throws IOException {
        List<String> operations = Stream.of(Operation.class.getPermittedSubclasses())
                .map(operation -> snakeCase(operation.getSimpleName()))
                .sorted()
                .toList();

        try (Stream<Path> pages = Files.list(Pages.root().resolve("docs/operations"))) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", ""))
                            .sorted())
                    .isEqualTo(operations);
        }
    }

    @Test
    void everyKeyOfAMigrationFileIsExplained() throws IOException {
        String pages = Files.readString(Pages.root().resolve("docs/reference/migration-file.md"));
        for (Class<?> operation : Operation.class.getPermittedSubclasses()) {
            pages += Files.readString(
                    Pages.root().resolve("docs/operations/" + snakeCase(operation.getSimpleName()) + ".md"));
        }
        String schema;
        try (var stream = MigrationFile.class.getResourceAsStream("migration.schema.json")) {
            schema = new String(java.util.Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }

        Matcher key = Pattern.compile("\"([a-z_]+)\"\\s*:\\s*\\{").matcher(schema);
        while (key.find()) {
            if (!List.of("properties", "items", "not").contains(key.group(1))) {
                assertThat(pages).contains(key.group(1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Gate.class)
    void everyGateIsExplained(Gate gate) throws IOException {
        for (String page : List.of("docs/how-to/when-a-gate-is-closed.md", "docs/concepts/phases-and-gates.md")) {
            assertThat(Files.readString(Pages.root().resolve(page))).contains("`" + gate.word() + "`");
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
