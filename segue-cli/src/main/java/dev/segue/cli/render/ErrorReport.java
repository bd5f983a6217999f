package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.migration.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command that did not do what was asked.
 *
 * @param kind what sort of failure it is
 * @param message where, what and why; further lines are details
 * @param problems what is wrong in a migration file; empty for other failures
 * @param next what to do about it, or null where the message says it
 */
public record ErrorReport(
        Kind kind,
        String message,
        List<Problem> problems,
        @Nullable String next) implements Report {

    /** What sort of failure it is. */
    public enum Kind {
        USAGE("usage", ExitCode.USAGE),
        INVALID_FILE("invalid_file", ExitCode.USAGE),
        CONNECTION("connection", ExitCode.FAILED),
        FAILED("failed", ExitCode.FAILED),
        INTERNAL("internal", ExitCode.FAILED);

        private final String word;
        private final int exitCode;

        Kind(String word, int exitCode) {
            this.word = word;
            this.exitCode = exitCode;
        }
    }

    public ErrorReport {
        problems = List.copyOf(problems);
    }

    /** {@return a failure that is no fault of a migration file} */
    public static ErrorReport of(Kind kind, String message, @Nullable String next) {
        return new ErrorReport(kind, message, List.of(), next);
    }

    @Override
    public int exitCode() {
        return kind.exitCode;
    }

    @Override
    public void text(Page page) {
        List<String> lines = message.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int indentation = indentation(line);
            String text = line.strip();
            if (i == 0 && problems.isEmpty()) {
                page.wrapped(page.style().bad("✘") + " ", 2, text);
            } else {
                page.wrapped(" ".repeat(indentation), indentation, text);
            }
        }
        if (next != null && !next.isBlank()) {
            page.next(next);
        }
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    @Override
    public Map<String, Object> json() {
        Json error = new Json().with("kind", kind.word).with("message", message).with("exitCode", exitCode());
        if (!problems.isEmpty()) {
            error.with(
                    "problems",
                    problems,
                    problem -> new Json()
                            .with("file", problem.file())
                            .with("line", problem.line())
                            .with("column", problem.column())
                            .with("path", problem.path())
                            .with("message", problem.message())
                            .with("hint", problem.hint()));
        }
        return new Json().with("error", error.with("next", next)).map();
    }
}
