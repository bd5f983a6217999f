package dev.segue.migration;

import static dev.segue.migration.Documents.extractTable;
import static dev.segue.migration.Documents.json;
import static dev.segue.migration.Documents.problemsOf;
import static dev.segue.migration.Documents.resource;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MigrationSchemaTest {
    private static final String REFRESH =
            "./mvnw -q -pl segue-core test -Dtest=MigrationSchemaTest -Dsegue.schema.refresh=true";
    private static final Schema SCHEMA = Documents.schema();

    static final List<String> ACCEPTED = List.of(
            extractTable("from: a, columns: [b], into: c, reference: d"),
            extractTable("from: s.a, columns: [b, e], into: s.c, reference: d, orphans: keep, cardinality: one"),
            extractTable("from: a, columns: [b], into: c, reference: d, cardinality: many"),
            extractTable("from: '\"s t\".\"a\"\"b\"', columns: [b], into: c, reference: d"),
            extractTable("from: a, columns: [{name: b}], into: c, reference: d, key: uuid"),
            extractTable("from: a, columns: [{name: b, as: x}], into: c, reference: d, key: {}"),
            extractTable("from: a, columns: [{name: b, up: f(b), down: g(b)}], into: c, reference: d"),
            extractTable("from: a, columns: [b], into: c, reference: d, key: {generated: sequence, sequence: s.q}"),
            extractTable("from: a, columns: [b], into: c, reference: d, key: {name: k, type: integer}"),
            extractTable("from: a, columns: ['1', 'yes', 'null', y], into: c, reference: d"),
            "operations: [{ create_index: { table: t, name: i, columns: [a, { column: b, sort: DESC }] } }]",
            "operations: [{ create_index: { table: t, name: i, columns: { a: {}, b: { nulls: LAST }, c: } } }]",
            "operations: [{ create_constraint: { table: t, name: u, type: unique, columns: [a], up: { a: b } } }]",
            "operations: [{ create_table: { name: t, columns: [{ name: a, type: int, default: '1' }] } }]",
            "operations: [{ sql: { up: SELECT 1, onComplete: true } }]",
            "gates: {}\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {soak: 0s, flag_settled: 1d2h3m4s}\n"
                    + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {dark_reads_clean: {comparisons: 1, window: 1s}}\n"
                    + extractTable("from: a, columns: [b], into: c, reference: d"),
            "strategy: auto\non_unmappable: reject\n" + extractTable("from: a, columns: [b], into: c, reference: d"));

    static final List<String> REFUSED = List.of(
            "operations: []",
            "operations: {}",
            "operations: [{}]",
            "operations: [extract_table]",
            "operations: [{ extract_table: }]",
            "operations: [{ extract_table: {}, other: {} }]",
            "operations: [{ rename_everything: {} }]",
            "operations: [{ create_index: { table: t, name: i, columns: {} } }]",
            "operations: [{ create_index: { table: t, name: i, columns: { a: b } } }]",
            "operations: [{ create_index: { table: t, name: i, columns: { a: { column: b } } } }]",
            "operations: [{ create_constraint: { table: t, name: u, type: unique, columns: [a], up: { a: 1 } } }]",
            "operations: [{ sql: { up: SELECT 1, on_complete: true } }]",
            "description: no operations",
            "[]",
            "text",
            extractTable("columns: [b], into: c, reference: d"),
            extractTable("from: a, columns: [], into: c, reference: d"),
            extractTable("from: a, columns: b, into: c, reference: d"),
            extractTable("from: a, columns: [[b]], into: c, reference: d"),
            extractTable("from: a, columns: [1], into: c, reference: d"),
            extractTable("from: a, columns: [b], into: yes, reference: d"),
            extractTable("from: a, columns: [b], into: 123, reference: d"),
            extractTable("from: a, columns: [b], into: null, reference: d"),
            extractTable("from: a, columns: [b], into: '', reference: d"),
            extractTable("from: a, columns: [b], into: c.d.e, reference: d"),
            extractTable("from: a, columns: [b], into: c, reference: ' '"),
            extractTable("from: a, columns: [b], into: c, reference: " + "x".repeat(64)),
            extractTable("from: a, columns: [{name: b, up: f(b)}], into: c, reference: d"),
            extractTable("from: a, columns: [{as: b}], into: c, reference: d"),
            extractTable("from: a, columns: [b], into: c, reference: d, cardinality: lots"),
            extractTable("from: a, columns: [b], into: c, reference: d, orphans: Keep"),
            extractTable("from: a, columns: [b], into: c, reference: d, key: guid"),
            extractTable("from: a, columns: [b], into: c, reference: d, key: {type: text}"),
            extractTable("from: a, columns: [b], into: c, reference: d, extra: e"),
            "strategy: code_second\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "duplicate_writes: trigger\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "flag: " + "x".repeat(201) + "\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: 7d\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {soak: 7}\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {soak: '7'}\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {soak: ''}\n" + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {dark_reads_clean: {comparisons: 0, window: 1s}}\n"
                    + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {dark_reads_clean: {comparisons: '9', window: 1s}}\n"
                    + extractTable("from: a, columns: [b], into: c, reference: d"),
            "gates: {dark_reads_clean: {window: 1s}}\n" + extractTable("from: a, columns: [b], into: c, reference: d"));

    @Test
    void thePublishedSchemaFollowsFromTheModel() throws Exception {
        var generated = MigrationSchema.generate();
        if (Boolean.getBoolean("segue.schema.refresh")) {
            Files.writeString(Path.of("src/main/resources/dev/segue/migration/migration.schema.json"), generated);
            return;
        }

        assertThat(MigrationSchema.published())
                .as("the published schema is not what the model says; refresh it with: " + REFRESH)
                .isEqualTo(generated);
    }

    @ParameterizedTest
    @FieldSource("dev.segue.migration.Documents#GOOD")
    void theExampleFilesAreValid(String name) throws Exception {
        var text = Files.readString(resource(name));

        assertThat(SCHEMA.validate(json(text.replace('\t', ' ')))).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("ACCEPTED")
    void readerAndSchemaAcceptTheSame(String text) {
        assertThat(problemsOf(() -> MigrationFile.parse(Path.of("a.yaml"), text)))
                .isEmpty();
        assertThat(SCHEMA.validate(json(text))).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void readerAndSchemaRefuseTheSame(String text) {
        assertThat(problemsOf(() -> MigrationFile.parse(Path.of("a.yaml"), text)))
                .isNotEmpty();
        assertThat(SCHEMA.validate(json(text))).isNotEmpty();
    }
}
