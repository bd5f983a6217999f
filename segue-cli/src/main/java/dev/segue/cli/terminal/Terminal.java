package dev.segue.cli.terminal;

import dev.segue.cli.settings.Secret;
import java.util.Optional;

/** What the process is connected to. Thread-safe. */
public interface Terminal extends AutoCloseable {

    /** {@return whether somebody sees standard output on a terminal} */
    boolean showsOutput();

    /** {@return whether somebody sees standard error on a terminal} */
    boolean showsErrors();

    /** {@return the number of columns at this moment} */
    int width();

    /** {@return the number of lines at this moment} */
    int height();

    /** {@return what somebody typed in without seeing it; nothing where nobody can type} */
    Optional<Secret> askSecret(String prompt);

    @Override
    void close();

    /** No terminal, as in a pipe. */
    record None(int width) implements Terminal {
        @Override
        public boolean showsOutput() {
            return false;
        }

        @Override
        public boolean showsErrors() {
            return false;
        }

        @Override
        public int height() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Optional<Secret> askSecret(String prompt) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
