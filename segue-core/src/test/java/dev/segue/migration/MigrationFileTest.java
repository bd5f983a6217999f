package dev.segue.migration;

import static dev.segue.migration.Documents.problemsOf;
import static dev.segue.migration.Documents.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.declare.Position;
import dev.segue.operation.ExtractTable;
import dev.segue.operation.ExtractTable.Cardinality;
import dev.segue.operation.ExtractTable.KeyGeneration;
import dev.segue.operation.ExtractTable.MovedColumn;
import dev.segue.operation.ExtractTable.Orphans;
import dev.segue.operation.ExtractTable.TargetKey;
import dev.segue.operation.ObjectName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationFileTest {

    @Test
    void aFileThatSaysEverythingIsReadAsWritten() throws Exception {
        var migration =
                MigrationFile.read(resource("good/0007_extract_address.yaml")).migration();

        assertThat(migration)
                .isEqualTo(new Migration(
                        "0007_extract_address",
                        "Addresses get a table of their own",
                        Strategy.EXPAND_CONTRACT,
                        "separate-addresses",
                        DuplicateWrites.DATABASE,
                        OnUnmappable.NOTE,
                        NewCode.NOTHING_STATED,
                        new GateSettings(
                                Duration.ofDays(7),
                                Duration.ofHours(24),
                                true,
                                new GateSettings.DarkReadsClean(100_000, Duration.ofHours(24)),
                                null,
                                null,
                                null,
                                Duration.ofHours(72)),
                        "0007_extract_address",
                        List.of(new ExtractTable(
                                "orders",
                                List.of(
                                        MovedColumn.named("street"),
                                        MovedColumn.named("city"),
                                        new MovedColumn("zip", "postcode", "upper(zip)", "lower(postcode)")),
                                "addresses",
                                "address_id",
                                Cardinality.ONE,
                                Orphans.DELETE,
                                TargetKey.IDENTITY))));
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws Exception {
        var migration = MigrationFile.read(resource("good/0008_minimal.yml")).migration();

        assertThat(migration)
                .isEqualTo(new Migration(
                        "0008_minimal",
                        null,
                        Strategy.AUTO,
                        "0008_minimal",
                        DuplicateWrites.DATABASE,
                        OnUnmappable.NOTE,
                        NewCode.NOTHING_STATED,
                        GateSettings.defaults(),
                        "0008_minimal",
                        List.of(new ExtractTable(
                                "orders",
                                List.of(MovedColumn.named("street")),
                                "addresses",
                                "address_id",
                                Cardinality.ONE,
                                null,
                                TargetKey.IDENTITY))));
    }

    @Test
    void jsonIsReadByTheSameReader() throws Exception {
        var operation = (ExtractTable) MigrationFile.read(resource("good/0009_as_json.json"))
                .migration()
                .operations()
                .getFirst();

        assertThat(operation.fromName()).isEqualTo(new ObjectName("shop", "orders"));
        assertThat(operation.intoName()).isEqualTo(new ObjectName("my schema", "my table"));
        assertThat(operation.columns().getLast().target()).isEqualTo("postcode");
        assertThat(operation.key()).isEqualTo(new TargetKey("address_key", KeyGeneration.SEQUENCE, "integer", null));
    }

    @Test
    void aSingleWordForTheKeySaysHowItIsGenerated() throws Exception {
        var operations = MigrationFile.read(resource("good/0010_several_operations.yaml"))
                .migration()
                .operations();

        assertThat(operations)
                .extracting(operation -> ((ExtractTable) operation).key().columnType())
                .containsExactly("uuid", "uuid");
    }

    @Test
    void everyProblemIsReportedAtOnceInTheOrderOfReading() throws Exception {
        var text = Files.readString(resource("bad/0011_everything_wrong.yaml"));
        var expected =
                Files.readString(resource("bad/0011_everything_wrong.txt")).strip();

        assertThatThrownBy(() -> MigrationFile.parse(Path.of("0011_everything_wrong.yaml"), text))
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessage(expected);
    }

    @Test
    void theChecksumDoesNotDependOnLineEnds() throws Exception {
        var text = Files.readString(resource("good/0007_extract_address.yaml"));
        var path = Path.of("a.yaml");

        var checksum = MigrationFile.parse(path, text).checksum();

        assertThat(checksum).matches("[0-9a-f]{64}");
        assertThat(MigrationFile.parse(path, text.replace("\n", "\r\n")).checksum())
                .isEqualTo(checksum);
        assertThat(MigrationFile.parse(path, "\uFEFF" + text).checksum()).isEqualTo(checksum);
        assertThat(MigrationFile.parse(path, text + "# more\n").checksum()).isNotEqualTo(checksum);
    }

    @Test
    void theSourceMapKnowsWhereValuesStand() throws Exception {
        var source =
                MigrationFile.read(resource("good/0007_extract_address.yaml")).source();

        assertThat(source.locate("operations[0].extract_table.columns")).isEqualTo(new Position(14, 16));
        assertThat(source.locate("operations[0].extract_table.columns[2].as")).isEqualTo(new Position(14, 48));
        assertThat(source.locate("operations[0].extract_table.columns[1].name")).isEqualTo(new Position(14, 25));
        assertThat(source.locate("operations[0].extract_table.key.name")).isEqualTo(new Position(13, 7));
        assertThat(source.locate("nowhere[3].at.all")).isEqualTo(new Position(1, 1));
        assertThat(source.problem("gates.soak", "too short", null).line()).isEqualTo(10);
    }

    @Test
    void aFileThatIsNotThereIsAProblemWithASuggestion(@TempDir Path directory) throws Exception {
        Files.createFile(directory.resolve("0001_first.yaml"));

        assertThatThrownBy(() -> MigrationFile.read(directory.resolve("0001_frist.yaml")))
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("there is no such file; did you mean \"0001_first.yaml\"?");
        assertThatThrownBy(() -> MigrationFile.read(directory))
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("it is a directory");
    }

    @Test
    void bytesThatAreNotUtf8AreLocated(@TempDir Path directory) throws Exception {
        var path = directory.resolve("a.yaml");
        Files.write(path, "description: one\nflag: grüß\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problemsOf(() -> MigrationFile.read(path))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("not UTF-8");
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.column()).isEqualTo(9);
        });
    }

    @Test
    void aFileLargerThanOneMebibyteIsRefused(@TempDir Path directory) throws Exception {
        var path = directory.resolve("a.yaml");
        Files.writeString(path, "# " + "x".repeat(MigrationFile.MOST_BYTES));

        assertThatThrownBy(() -> MigrationFile.read(path)).hasMessageContaining("larger than 1 MiB");
    }

    @Test
    void theFilesNameMustDoForAMigration() throws Exception {
        var text = Files.readString(resource("good/0008_minimal.yml"));

        for (var name : List.of("ü.yaml", "_a.yaml", ".yaml", "a b.yaml", "x".repeat(101) + ".yaml")) {
            assertThatThrownBy(() -> MigrationFile.parse(Path.of("migrations", name), text))
                    .hasMessageContaining("cannot be the name of a migration");
        }
        assertThatThrownBy(() -> MigrationFile.parse(Path.of("a.txt"), text)).hasMessageContaining("ends in .yaml");
    }

    @Test
    void tooManyProblemsAreCounted() {
        var keys = new StringBuilder();
        for (var i = 0; i < 250; i++) {
            keys.append("unknown").append(i).append(": x\n");
        }

        assertThatThrownBy(() -> MigrationFile.parse(Path.of("a.yaml"), keys.toString()))
                .hasMessageContaining("and 151 more")
                .hasMessageEndingWith("Nothing was changed.");
    }
}
