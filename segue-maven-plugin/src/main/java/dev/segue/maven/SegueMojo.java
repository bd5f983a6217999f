package dev.segue.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.jspecify.annotations.Nullable;

/**
 * What all goals share: how the database is reached, and how the command line is started. A goal adds its own parameters, and
 * says with which arguments its command is called.
 */
public abstract class SegueMojo extends AbstractMojo {

    private static final int WAITING = 3;

    /** Commands that are told stay on one line, so that they can be copied. */
    private static final String WIDTH = "120";

    /** The database, as {@code jdbc:postgresql://HOST:PORT/DATABASE} or {@code postgres://…}, without a password. */
    @Parameter(property = "segue.url")
    private @Nullable String url;

    /** The role that Segue connects as. */
    @Parameter(property = "segue.user")
    private @Nullable String user;

    /** The id of a server of {@code settings.xml}, whose user name and password are used. */
    @Parameter(property = "segue.server")
    private @Nullable String server;

    /** A file that holds the password. */
    @Parameter(property = "segue.passwordFile")
    private @Nullable String passwordFile;

    /** An environment variable that holds the password. */
    @Parameter(property = "segue.passwordEnv")
    private @Nullable String passwordEnv;

    /** A file of settings that is read instead of {@code segue.yaml}. */
    @Parameter(property = "segue.config")
    private @Nullable String config;

    /** The directory of migration files; {@code src/main/resources/db/segue} if nothing else says so. */
    @Parameter(property = "segue.migrations")
    private @Nullable String migrations;

    /** Who is acting, for the event log; the user of the operating system if left out. */
    @Parameter(property = "segue.actor")
    private @Nullable String actor;

    /** The directory of the Java 21 or newer that the command line is run by, where Maven itself runs on an older one. */
    @Parameter(property = "segue.java")
    private @Nullable File java;

    /** Leaves the goal out. */
    @Parameter(property = "segue.skip", defaultValue = "false")
    private boolean skip;

    @Parameter(defaultValue = "${basedir}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it before anything is called
    private File basedir;

    @Parameter(defaultValue = "${plugin.artifacts}", readonly = true, required = true)
    private List<Artifact> artifacts = List.of();

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it before anything is called
    private MavenSession session;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    @SuppressWarnings("NullAway.Init") // Maven sets it before anything is called
    private MojoExecution execution;

    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets it before anything is called
    private ToolchainManager toolchains;

    @Inject
    @SuppressWarnings("NullAway.Init") // Maven sets it before anything is called
    private SettingsDecrypter decrypter;

    /** {@return the command and its own arguments} */
    abstract Arguments arguments() throws MojoFailureException;

    /** {@return whether a closed gate fails the build} */
    boolean failsOnGate() {
        return true;
    }

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("Segue is skipped: segue.skip is set.");
            return;
        }
        GivenProperties properties = new GivenProperties(session.getUserProperties());
        properties.refuseSecrets(url);
        properties.unknown(execution.getMojoDescriptor().getPluginDescriptor()).forEach(getLog()::warn);
        Arguments arguments = arguments()
                .with("--config", config)
                .with("--migrations", migrations)
                .with("--user", user)
                .with("--password-file", passwordFile)
                .with("--password-env", passwordEnv)
                .with("--actor", actor)
                .when(getLog().isDebugEnabled(), "--debug");
        conclude(run(arguments.words(), environment()));
    }

    private CommandLine.Ended run(List<String> arguments, Map<String, String> environment)
            throws MojoExecutionException, MojoFailureException {
        List<Path> classPath =
                artifacts.stream().map(artifact -> artifact.getFile().toPath()).toList();
        CommandLine line = new CommandLine(chooseJava(), classPath, basedir.toPath());
        getLog().debug("segue " + String.join(" ", arguments) + ", with " + line.java());
        try {
            return line.run(arguments, environment, getLog()::info);
        } catch (IOException e) {
            throw new MojoExecutionException(
                    line.java() + " could not be started: " + e.getMessage()
                            + "\nNext: name another Java with -Dsegue.java=DIRECTORY",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("interrupted: what was done stays, nothing is half done", e);
        }
    }

    /** Settings that stand over {@code segue.yaml}; a secret is only ever handed over here. */
    private Map<String, String> environment() throws MojoFailureException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SEGUE_OUTPUT", "text");
        environment.put("COLUMNS", WIDTH);
        if (server != null) {
            Credentials credentials = Credentials.of(server, session.getSettings(), decrypter);
            credentials.user().ifPresent(name -> environment.put("SEGUE_USER", name));
            credentials.password().ifPresent(password -> environment.put("SEGUE_PASSWORD", password));
        }
        if (url != null && !url.isBlank()) {
            environment.put("SEGUE_URL", url.strip());
        }
        return environment;
    }

    private void conclude(CommandLine.Ended ended) throws MojoFailureException {
        boolean waits = ended.exitCode() == WAITING && !failsOnGate();
        if (ended.exitCode() == 0 || waits) {
            ended.result().forEach(waits ? getLog()::warn : getLog()::info);
            ended.failure().forEach(getLog()::warn);
            return;
        }
        List<String> said = new ArrayList<>(ended.result());
        said.addAll(ended.failure());
        if (said.isEmpty()) {
            said.add("the command line ended with exit code " + ended.exitCode() + " and said nothing");
        }
        String first = said.get(0).replaceFirst("^✘ ", "");
        said.set(0, said.size() == 1 ? first : "\n" + first);
        throw new MojoFailureException(String.join("\n", said));
    }

    private Path chooseJava() throws MojoFailureException {
        JavaHome homes = new JavaHome();
        if (java != null) {
            return homes.consider("segue.java", java.toPath()).java();
        }
        jdk(toolchains.getToolchainFromBuildContext("jdk", session), "the build's toolchain", homes);
        homes.consider(
                "Maven itself",
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        toolchains
                .getToolchains(session, "jdk", Map.of("version", "[21,)"))
                .forEach(toolchain -> jdk(toolchain, "toolchains.xml", homes));
        return homes.java();
    }

    private static void jdk(@Nullable Toolchain toolchain, String where, JavaHome homes) {
        String tool = toolchain == null ? null : toolchain.findTool("java");
        if (tool != null) {
            // tool is bin/java of its directory
            homes.consider(where, Path.of(tool).resolve("../..").normalize());
        }
    }
}
