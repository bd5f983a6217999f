package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Examples;
import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import dev.segue.engine.Drift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void writeFiles() throws IOException {
        shell = new Shell(directory);
        Files.createDirectories(directory.resolve("migrations"));
        Files.writeString(directory.resolve("migrations/0008_broken.yaml"), "operations: 1");
        Files.writeString(directory.resolve("migrations/notes.txt"), "no migration");
    }

    @Test
    void allFilesOfTheDirectoryAreLookedAt() {
        Result result = shell.run("validate");

        assertThat(result.exitCode()).isZero();
        assertThat(shell.engine.calls)
                .containsExactly("validate [DeclaredFile[migration=0008_broken, path=migrations/0008_broken.yaml,"
                        + " checksum=null]] complete");
        assertThat(result.out()).isEqualTo("1 file, 1 migration of the journal and the database agree.\n");
    }

    @Test
    void driftIsToldWithWhatToDoAndFailsABuild() {
        shell.engine.drift = new Drift(
                List.of(
                        new Drift.Finding(
                                Drift.Kind.CATALOG,
                                Examples.NAME,
                                "column public.addresses.city is gone",
                                "undo it, or take it into a migration of its own"),
                        new Drift.Finding(
                                Drift.Kind.LEFT_BEHIND,
                                "",
                                "table segue.x is of no migration that the journal knows",
                                "if nobody needs it: DROP TABLE segue.x")),
                1,
                3);

        Result result = shell.run("validate", "migrations/0008_broken.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("""
                ✘ 0007_extract_address, catalog: column public.addresses.city is gone
                    undo it, or take it into a migration of its own
                ✘ left behind: table segue.x is of no migration that the journal knows
                    if nobody needs it: DROP TABLE segue.x
                2 disagreements between 1 file (only these), 3 migrations of the journal and the
                database.
                Next: mend what is named, then segue validate
                """);
    }

    @Test
    void placeThatIsNotThereIsRefused() {
        assertThat(shell.run("validate", "none").exitCode()).isEqualTo(2);
    }
}
