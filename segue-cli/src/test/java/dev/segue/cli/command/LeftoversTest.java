package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import dev.segue.engine.Lifecycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void writeSources() throws IOException {
        shell = new Shell(directory);
        shell.width = 100;
        Files.createDirectories(directory.resolve("src"));
        Files.writeString(directory.resolve("src/Orders.java"), """
                class Orders {
                    // SELECT city FROM orders
                    String sql = "SELECT o.city FROM orders o";
                    boolean on = flag("separate-addresses");
                }
                """);
    }

    @Test
    void placesAreToldWithFileAndLineAndCommentsApart() {
        Result result = shell.run("leftovers", "0007", "--sources", "src");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("""
                src/Orders.java:3   column public.orders.city   SELECT o.city FROM orders o
                in comments
                src/Orders.java:2   column public.orders.city   SELECT city FROM orders
                1 place mentions what 0007_extract_address takes away, and 1 in comments (1 file read).
                Next: roll out code without these places before segue contract 0007_extract_address
                """);
    }

    @Test
    void flagCountsOnceTheOldShapeIsGoneAndABuildMayFail() {
        shell.engine.state = new Lifecycle.Contracted();

        Result result = shell.run("leftovers", "0007", "--sources", "src", "--fail");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("src/Orders.java:4   flag separate-addresses");
    }

    @Test
    void rulesLeaveOutWhatIsRight() throws IOException {
        Files.writeString(directory.resolve(".segue-leftovers-ignore"), "Orders.java: orders.city\n");

        Result result = shell.run("leftovers", "0007", "--sources", "src", "--fail");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("Nothing mentions what 0007_extract_address takes away");
        assertThat(shell.run("leftovers", "0007", "--sources", "src", "--ignore-file", "none")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void directoryThatIsNotThereIsRefused() {
        Result result = shell.run("leftovers", "0007", "--sources", "source");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("source is no directory");
    }
}
