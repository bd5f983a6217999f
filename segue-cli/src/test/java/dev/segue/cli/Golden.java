package dev.segue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that a person has read and found good. {@code SEGUE_GOLDEN=write} writes them anew, to be read again. */
public final class Golden {

    private static final Path DIRECTORY = Path.of("src/test/resources/dev/segue/cli/golden");

    private Golden() {}

    /** Fails where the text is not the one in the file. */
    public static void check(String name, String text) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if ("write".equals(System.getenv("SEGUE_GOLDEN"))) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, text);
        }
        assertThat(text).as("the text of " + file).isEqualTo(Files.readString(file));
    }
}
