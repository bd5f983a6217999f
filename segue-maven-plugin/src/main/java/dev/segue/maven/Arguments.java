package dev.segue.maven;

import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.jspecify.annotations.Nullable;

/** What the command line is called with. Secrets are never among it: others could read them there. Not thread-safe. */
final class Arguments {

    private final List<String> words = new ArrayList<>();

    private Arguments(String command) {
        words.add(command);
    }

    static Arguments of(String command) {
        return new Arguments(command);
    }

    /** Adds what the command is about, if it is given. */
    Arguments about(@Nullable String value) {
        if (value != null && !value.isBlank()) {
            words.add(value);
        }
        return this;
    }

    /**
     * Adds what the command cannot do without.
     *
     * @param what what is missing if it is not given: {@code migration}, which is a parameter's name
     * @param example a value that could be meant
     * @throws MojoFailureException if it is not given
     */
    Arguments aboutRequired(String what, @Nullable String value, String example) throws MojoFailureException {
        if (value == null || value.isBlank()) {
            String goal = words.get(0);
            throw new MojoFailureException("segue:" + goal + " needs to know the " + what + "; nothing was tried"
                    + "\nNext: mvn segue:" + goal + " -Dsegue." + what + "=" + example + ", or <" + what
                    + "> in the plugin's <configuration>");
        }
        return about(value);
    }

    Arguments about(List<String> values) {
        values.forEach(this::about);
        return this;
    }

    /** Adds an option if it has a value. */
    Arguments with(String option, @Nullable Object value) {
        if (value != null && !value.toString().isBlank()) {
            words.add(option + "=" + value);
        }
        return this;
    }

    /** Adds an option once for each value. */
    Arguments withEach(String option, List<?> values) {
        values.forEach(value -> with(option, value));
        return this;
    }

    /** Adds an option that has no value. */
    Arguments when(boolean given, String option) {
        if (given) {
            words.add(option);
        }
        return this;
    }

    List<String> words() {
        return List.copyOf(words);
    }
}
