package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class UsageTest {

    @TempDir
    Path directory;

    static Stream<Class<?>> commands() {
        return Stream.of(SegueCommand.class.getAnnotation(Command.class).subcommands());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsDescribedInCompleteSentences(Class<?> command) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);

        assertThat(spec.usageMessage().description()).isNotEmpty().allSatisfy(UsageTest::isSentence);
        assertThat(Stream.concat(spec.options().stream(), spec.positionalParameters().stream()))
                .allSatisfy(argument -> assertThat(argument.description())
                        .as(name(argument))
                        .isNotEmpty()
                        .allSatisfy(UsageTest::isSentence));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandShowsItsUseWithoutTheOptionsThatAllShare(Class<?> command) {
        String name = command.getAnnotation(Command.class).name();

        Result result = new Shell(directory).run(name, "--help");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("Usage: segue " + name).doesNotContain("Reads settings from this file");
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void segueAloneShowsItsCommands() {
        Result result = new Shell(directory).run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Begin with  segue demo  or with  segue init");
    }

    @Test
    void unknownCommandIsRefusedWithWhatWasMeant() {
        Result result = new Shell(directory).run("statsu");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("did you mean \"status\"?");
    }

    @Test
    void versionIsShown() {
        Result result = new Shell(directory).run("--version");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("segue ");
    }

    private static void isSentence(String text) {
        assertThat(text).matches("(?s)[A-Z].*[.…]");
    }

    private static String name(ArgSpec argument) {
        return argument.paramLabel();
    }
}
