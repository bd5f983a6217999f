package dev.segue.cli.command;

import dev.segue.cli.ConnectionFailure;
import dev.segue.cli.render.ErrorReport;
import dev.segue.cli.render.ErrorReport.Kind;
import dev.segue.cli.settings.InvalidSettingsException;
import dev.segue.cli.settings.Redaction;
import dev.segue.declare.Suggestions;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of an exception; its stack trace is for {@code --debug}. */
final class Failures {

    private Failures() {}

    static ErrorReport report(Throwable failure, Redaction redaction) {
        ErrorReport report = switch (failure) {
            case InvalidMigrationException invalid ->
                new ErrorReport(Kind.INVALID_FILE, invalid.render(), invalid.problems(), null);
            case SegueException segue ->
                ErrorReport.of(
                        segue.kind() == SegueException.Kind.USAGE ? Kind.USAGE : Kind.FAILED,
                        text(segue),
                        segue.next());
            case InvalidSettingsException settings -> ErrorReport.of(Kind.USAGE, text(settings), settings.next());
            case ConnectionFailure connection -> ErrorReport.of(Kind.CONNECTION, text(connection), connection.next());
            case ParameterException parameter -> usage(parameter);
            default ->
                ErrorReport.of(
                        Kind.INTERNAL,
                        "an error that Segue does not know: " + failure,
                        "run the same command again with --debug, and report what it prints");
        };
        return new ErrorReport(
                report.kind(),
                redaction.apply(report.message()),
                report.problems(),
                report.next() == null ? null : redaction.apply(report.next()));
    }

    private static ErrorReport usage(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        String message = text(exception);
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            message = (word.startsWith("-") ? "there is no option " : "there is no command or argument ")
                    + word
                    + Suggestions.didYouMean(word, known(command, word));
        }
        return ErrorReport.of(Kind.USAGE, message, command.getCommandSpec().qualifiedName() + " --help");
    }

    private static List<String> known(CommandLine command, String word) {
        if (!word.startsWith("-")) {
            return List.copyOf(command.getSubcommands().keySet());
        }
        List<String> names = new ArrayList<>();
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
