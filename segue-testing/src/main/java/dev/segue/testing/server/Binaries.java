package dev.segue.testing.server;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Where the servers' binaries are: in {@code DIRECTORY/MAJOR/*.jar}. The directory is the system property
 * {@value #PROPERTY}; without it, {@code target/postgres-binaries} of the nearest directory above this code or above the
 * working directory that has one, which is where the build puts them.
 *
 * @param jar the jar that holds the compressed binaries of one major
 */
record Binaries(Path jar) implements PgBinaryResolver {

    /** The system property that names the directory. */
    static final String PROPERTY = "segue.postgres.binaries";

    static Binaries of(Major major) {
        List<Path> lookedAt = new ArrayList<>();
        for (Path directory : directories()) {
            Path ofMajor = directory.resolve(major.toString());
            lookedAt.add(ofMajor);
            if (Files.isDirectory(ofMajor)) {
                try (Stream<Path> files = Files.list(ofMajor)) {
                    List<Path> jars = files.filter(file -> file.toString().endsWith(".jar"))
                            .sorted()
                            .toList();
                    if (!jars.isEmpty()) {
                        return new Binaries(jars.getLast());
                    }
                } catch (IOException e) {
                    throw new IllegalStateException("Cannot read the directory " + ofMajor, e);
                }
            }
        }
        throw new IllegalStateException("There are no binaries of PostgreSQL " + major + ". Looked in " + lookedAt
                + ". The build brings them: ./mvnw " + profile(major)
                + "-pl segue-testing generate-resources (or set -D" + PROPERTY + "=DIRECTORY)");
    }

    private static String profile(Major major) {
        return switch (major) {
            case V15, V18 -> "";
            case V16, V17 -> "-Pall-servers ";
        };
    }

    private static List<Path> directories() {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isBlank()) {
            return List.of(Path.of(named));
        }
        List<Path> directories = new ArrayList<>();
        for (Path start : List.of(codeSource(), Path.of("").toAbsolutePath())) {
            for (Path above = start; above != null; above = above.getParent()) {
                Path candidate = above.resolve("target").resolve("postgres-binaries");
                if (Files.isDirectory(candidate) && !directories.contains(candidate)) {
                    directories.add(candidate);
                }
            }
        }
        return directories;
    }

    private static Path codeSource() {
        CodeSource source = Binaries.class.getProtectionDomain().getCodeSource();
        try {
            return source == null
                    ? Path.of("").toAbsolutePath()
                    : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Cannot tell where this code is: " + source.getLocation(), e);
        }
    }

    /** {@return the compressed binaries; the jar holds those of one platform only} */
    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
        try (JarFile archive = new JarFile(jar.toFile())) {
            JarEntry entry = archive.stream()
                    .filter(candidate -> candidate.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no PostgreSQL binaries (*.txz)"));
            try (InputStream content = archive.getInputStream(entry)) {
                return new ByteArrayInputStream(content.readAllBytes());
            }
        }
    }
}
