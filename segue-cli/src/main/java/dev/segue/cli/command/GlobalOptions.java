package dev.segue.cli.command;

import dev.segue.cli.settings.Key;
import dev.segue.cli.settings.Options;
import dev.segue.cli.settings.Secret;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command understands, before or after its name. */
final class GlobalOptions {

    @Option(
            names = "--url",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The database, as jdbc:postgresql://HOST:PORT/DATABASE or postgres://….")
    @Nullable
    String url;

    @Option(
            names = "--user",
            paramLabel = "ROLE",
            scope = ScopeType.INHERIT,
            description = "The role that Segue connects as.")
    @Nullable
    String user;

    @Option(
            names = "--password",
            scope = ScopeType.INHERIT,
            description = "Asks for the password on the terminal. It is no argument: others could read it there.")
    boolean password;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Reads the password from a file.")
    @Nullable
    String passwordFile;

    @Option(
            names = "--password-env",
            paramLabel = "VARIABLE",
            scope = ScopeType.INHERIT,
            description = "Reads the password from this environment variable.")
    @Nullable
    String passwordVariable;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "Writes text for people or json for programs.")
    @Nullable
    String output;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Reads settings from this file instead of segue.yaml.")
    @Nullable
    Path config;

    @Option(
            names = "--migrations",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The directory of migration files.")
    @Nullable
    String migrations;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "Who is acting, for the event log.")
    @Nullable
    String actor;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Writes without colours.")
    boolean noColor;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Prints stack traces and what Segue does in detail.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows how the command is used.")
    boolean help;

    Options options(@Nullable Secret typed) {
        return new Options(Map.of(), config, typed)
                .with(Key.URL, url)
                .with(Key.USER, user)
                .with(Key.PASSWORD_FILE, passwordFile)
                .with(Key.PASSWORD_ENV, passwordVariable)
                .with(Key.OUTPUT, output)
                .with(Key.MIGRATIONS, migrations)
                .with(Key.ACTOR, actor);
    }
}
