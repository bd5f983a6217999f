package dev.segue.cli.terminal;

import dev.segue.cli.settings.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jspecify.annotations.Nullable;

/** The terminal that the process was started on, if it was. */
public final class SystemTerminal implements Terminal {

    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final boolean output;
    private final boolean errors;
    private final int givenWidth;
    private org.jline.terminal.@Nullable Terminal size;
    private boolean sizeAsked;

    public SystemTerminal(Map<String, String> environment) {
        boolean dumb = "dumb".equals(environment.get("TERM"));
        output = !dumb && isTerminal(1, SystemStream.Output);
        errors = !dumb && isTerminal(2, SystemStream.Error);
        givenWidth = environment.getOrDefault("COLUMNS", "").matches("[0-9]{2,4}")
                ? Integer.parseInt(environment.get("COLUMNS"))
                : 0;
    }

    @Override
    public boolean showsOutput() {
        return output;
    }

    @Override
    public boolean showsErrors() {
        return errors;
    }

    @Override
    public int width() {
        if (givenWidth > 0) {
            return givenWidth;
        }
        int columns = size().map(org.jline.terminal.Terminal::getWidth).orElse(0);
        return columns > 0 ? columns : USUAL_WIDTH;
    }

    @Override
    public int height() {
        int lines = size().map(org.jline.terminal.Terminal::getHeight).orElse(0);
        return lines > 0 ? lines : USUAL_HEIGHT;
    }

    @Override
    public Optional<Secret> askSecret(String prompt) {
        Console console = System.console();
        if (console == null) {
            return Optional.empty();
        }
        char[] typed = console.readPassword("%s", prompt);
        return typed == null ? Optional.empty() : Optional.of(new Secret(new String(typed)));
    }

    private synchronized Optional<org.jline.terminal.Terminal> size() {
        if (!sizeAsked && (output || errors)) {
            sizeAsked = true;
            try {
                size = TerminalBuilder.builder()
                        .system(true)
                        .systemOutput(output ? SystemOutput.SysOut : SystemOutput.SysErr)
                        .nativeSignals(false)
                        .dumb(true)
                        .build();
            } catch (IOException e) {
                // The usual size serves as well.
                size = null;
            }
        }
        return Optional.ofNullable(size);
    }

    @Override
    public synchronized void close() {
        if (size != null) {
            try {
                size.close();
            } catch (IOException e) {
                // Nothing was changed on the terminal, so there is nothing to restore.
                size = null;
            }
        }
    }

    /** Where the kernel tells what a stream is, nobody else needs to be asked, which takes a while. */
    private static boolean isTerminal(int descriptor, SystemStream stream) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        for (String provider : new String[] {"ffm", "jni", "exec"}) {
            try {
                return TerminalProvider.load(provider).isSystemStream(stream);
            } catch (IOException | LinkageError e) {
                // This provider does not work here; the next one may.
                continue;
            }
        }
        return false;
    }
}
