package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Examples;
import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void openShell() {
        shell = new Shell(directory);
    }

    @Test
    void scriptIsPrintedAsItIsWhateverTheWidthOfTheTerminal() {
        Result result = shell.run("export", "0007");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("-- 0007_extract_address: Addresses get a table of their own\n")
                .endsWith("""
                        BEGIN;
                        SELECT guard;
                        SET LOCAL search_path = public;
                        CREATE TABLE addresses (id bigint);
                        ALTER TABLE addresses OWNER TO shop;
                        COMMIT;
                        """);
    }

    @Test
    void privilegesMayBeLeftOut() {
        assertThat(shell.run("export", "0007", "--no-privileges").out()).doesNotContain("OWNER TO");
    }

    @Test
    void fileOfADirectoryHasTheNameThatFlywayWantsAndNothingIsOverwritten() throws IOException {
        Result result = shell.run("export", "0007", "--format", "flyway", "--output-file", ".");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(directory.resolve("V0007__extract_address.sql"))
                .content()
                .contains("SELECT keep;", "SELECT restore;")
                .doesNotContain("BEGIN;");
        Result again = shell.run("export", "0007", "--format", "flyway", "--output-file", ".");
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("nothing is overwritten");
        assertThat(shell.run("export", "0007", "--format", "flyway", "--flyway-version", "2026.1", "--output-file", ".")
                        .exitCode())
                .isZero();
        assertThat(directory.resolve("V2026.1__extract_address.sql")).exists();
        assertThat(shell.run("export", "0007", "--output-file", "none/a.sql").exitCode())
                .isEqualTo(2);
        assertThat(Files.list(directory)).hasSize(2);
    }

    @Test
    void versionThatFlywayCannotReadIsRefused() {
        Result result = shell.run("export", "0007", "--format", "flyway", "--flyway-version", "next");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("\"next\" is no version of Flyway");
    }

    @Test
    void changesetOfLiquibaseNamesItsAuthor() {
        Result result = shell.run("export", Examples.NAME, "--format", "liquibase", "--author", "Ada L");

        assertThat(result.out())
                .startsWith("--liquibase formatted sql\n")
                .contains("--changeset \"Ada L\":0007_extract_address splitStatements:false")
                .contains("-- There is no way back");
    }
}
