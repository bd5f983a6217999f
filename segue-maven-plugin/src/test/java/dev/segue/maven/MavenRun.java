package dev.segue.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Maven in a process of its own, with a local repository in which this build's modules are installed. */
final class MavenRun {

    /** What one call printed. */
    record Result(int exitCode, String output) {}

    private static final String VERSION = "0.1.0-SNAPSHOT";

    private final Path directory;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** Makes the repository and the settings, in a directory of the test's. */
    MavenRun(Path directory) throws IOException {
        this.directory = directory;
        Path root = Path.of("").toAbsolutePath().getParent();
        install("segue-parent", root.resolve("pom.xml"), null);
        install("segue-core", root.resolve("segue-core/pom.xml"), "dev.segue.engine.Engine");
        install("segue-postgresql", root.resolve("segue-postgresql/pom.xml"), "dev.segue.postgresql.CatalogDump");
        install("segue-client", root.resolve("segue-client/pom.xml"), "dev.segue.client.Segue");
        install("segue-cli", root.resolve("segue-cli/pom.xml"), "dev.segue.cli.Main");
        install("segue-maven-plugin", root.resolve("segue-maven-plugin/pom.xml"), "dev.segue.maven.SegueMojo");
        String servers = Files.readString(Path.of("src/test/maven/shop/settings.xml"));
        Files.writeString(directory.resolve("settings.xml"), servers.replace("</settings>", """
                  <mirrors>
                    <mirror>
                      <id>what-this-build-has</id>
                      <mirrorOf>*</mirrorOf>
                      <url>%s</url>
                    </mirror>
                  </mirrors>
                </settings>
                """.formatted(
                        Path.of(System.getProperty("segue.maven.repository")).toUri())));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        environment.put("MAVEN_ARGS", "");
    }

    private void install(String module, Path pom, String className) throws IOException {
        Path place = Files.createDirectories(
                directory.resolve("repository/dev/segue").resolve(module).resolve(VERSION));
        Files.copy(pom, place.resolve(module + "-" + VERSION + ".pom"));
        if (className != null) {
            Path built = built(className);
            Path jar = place.resolve(module + "-" + VERSION + ".jar");
            if (Files.isDirectory(built)) {
                pack(built, jar);
            } else {
                Files.copy(built, jar);
            }
        }
    }

    /** {@return the jar or the directory of classes that a module is used from here} */
    private static Path built(String className) throws IOException {
        try {
            return Path.of(Class.forName(className)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        }
    }

    /** Sets a variable of the environment for all calls that follow. */
    MavenRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs Maven in a project. */
    Result run(Path project, String... arguments) throws IOException, InterruptedException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("segue.maven.home"), "bin", windows ? "mvn.cmd" : "mvn")
                        .toString(),
                "-B",
                "-ntp",
                "-s",
                directory.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + directory.resolve("repository")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SEGUE_") || name.startsWith("MAVEN_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Copies a project, so that a test may change it. */
    static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path copy = to.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(copy);
                    } else {
                        Files.copy(file, copy);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return to;
    }
}
