package dev.segue.cli.command;

import dev.segue.cli.ExitCode;
import dev.segue.cli.Surroundings;
import dev.segue.cli.render.ErrorReport;
import dev.segue.cli.render.Json;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.Style;
import dev.segue.cli.settings.InvalidSettingsException;
import dev.segue.cli.settings.Options;
import dev.segue.cli.settings.OutputFormat;
import dev.segue.cli.settings.Redaction;
import dev.segue.cli.settings.Secret;
import dev.segue.cli.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue}: all commands, and the options they share. */
@Command(
        name = "segue",
        description = "Changes the shape of live data while the software that uses it keeps running.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            NewCommand.class,
            InspectCommand.class,
            LintCommand.class,
            ValidateCommand.class,
            PlanCommand.class,
            RunCommand.class,
            StatusCommand.class,
            FlagCommand.class,
            StageCommand.class,
            InstancesCommand.class,
            SchemaCommand.class,
            DarkReadsCommand.class,
            VerifyCommand.class,
            SettleCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            SealCommand.class,
            ApproveCommand.class,
            StartCommand.class,
            CheckCommand.class,
            ExportCommand.class,
            LeftoversCommand.class,
            UnsealCommand.class,
            ContractCommand.class,
            RollbackCommand.class,
            HistoryCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "Settings come from options, else from the environment (SEGUE_URL, SEGUE_USER, SEGUE_PASSWORD, …), "
                    + "else from segue.yaml.",
            "Exit codes: 0 done, 1 failed, 2 wrong use or invalid file, 3 waiting at a gate,",
            "4 shapes disagree.",
            "",
            "Begin with  segue demo  or with  segue init"
        })
public final class SegueCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(names = "--version", versionHelp = true, description = "Shows the version.")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything is called
    private CommandSpec spec;

    private @Nullable Invocation invocation;

    private SegueCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs one command; {@return the exit code}. */
    public static int execute(Surroundings surroundings, String... arguments) {
        SegueCommand segue = new SegueCommand(surroundings);
        CommandLine line = Usage.configure(new CommandLine(segue), surroundings);
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.error(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((failure, given) -> segue.fail(failure, List.of(given)));
        line.setExecutionExceptionHandler((failure, command, result) -> segue.fail(failure, List.of(arguments)));
        return line.execute(arguments);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(surroundings.error());
        return ExitCode.USAGE;
    }

    /** {@return the call of a command with its own options added to the shared ones} */
    Invocation invocation(UnaryOperator<Options> ownOptions) {
        Options options = ownOptions.apply(global.options(password()));
        Settings settings = Settings.gather(options, surroundings.environment(), surroundings.directory());
        Logging.configure(global.debug);
        invocation = new Invocation(surroundings, settings, global.noColor);
        return invocation;
    }

    /** {@return the database that the command line itself names, whatever is set elsewhere} */
    Optional<String> urlOption() {
        return Optional.ofNullable(global.url);
    }

    private @Nullable Secret password() {
        if (!global.password) {
            return null;
        }
        return surroundings
                .terminal()
                .askSecret("Password: ")
                .orElseThrow(() -> new InvalidSettingsException(
                        "--password asks for the password, and there is no terminal to ask on",
                        "set SEGUE_PASSWORD, or use --password-file or --password-env"));
    }

    private int fail(Exception failure, List<String> arguments) {
        Redaction redaction = invocation == null ? Redaction.OF_URLS : invocation.redaction();
        ErrorReport report = Failures.report(failure, redaction);
        if (global.debug) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            surroundings.error().print(redaction.apply(trace.toString()));
        }
        if (wantsJson(arguments)) {
            surroundings.out().println(Json.indented(report.json()));
        } else {
            boolean colors = surroundings.terminal().showsErrors()
                    && !global.noColor
                    && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
            Page page = new Page(new Style(colors), surroundings.terminal().width());
            report.text(page);
            page.lines().forEach(surroundings.error()::println);
        }
        return report.exitCode();
    }

    /** Also where the arguments could not be read as a whole, as errors belong to the output that was asked for. */
    private boolean wantsJson(List<String> arguments) {
        if (invocation != null) {
            return invocation.format() == OutputFormat.JSON;
        }
        int option = arguments.indexOf("--output");
        if (option >= 0 && option + 1 < arguments.size()) {
            return arguments.get(option + 1).equals("json");
        }
        return arguments.contains("--output=json")
                || "json".equals(surroundings.environment().get("SEGUE_OUTPUT"));
    }
}
