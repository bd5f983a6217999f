package dev.segue.cli.command;

import dev.segue.engine.SegueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of migrations, and the directory that holds them. */
final class MigrationFiles {

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    /** What somebody named, as the files it stands for. */
    record Named(List<Path> files, boolean complete) {

        Named {
            files = List.copyOf(files);
        }
    }

    private MigrationFiles() {}

    /**
     * {@return the file that somebody means: by its path, or by its name or the beginning of its name in the directory of
     * migrations; what was named itself where there is no such file}
     */
    static Path find(Invocation invocation, Path named) throws IOException {
        return Files.exists(invocation.path(named))
                ? named
                : inDirectory(invocation, named.toString()).orElse(named);
    }

    /** {@return the one file of the directory of migrations whose name is this, or begins so} */
    static Optional<Path> inDirectory(Invocation invocation, String named) throws IOException {
        Path directory = invocation.settings().migrations();
        if (!Files.isDirectory(invocation.path(directory))) {
            return Optional.empty();
        }
        List<Path> files = declaredIn(invocation, directory);
        List<String> names = files.stream().map(MigrationFiles::migration).toList();
        return MigrationName.among(named, names).map(name -> files.get(names.indexOf(name)));
    }

    /**
     * {@return all files of the directories and all files that are named; those of the directory of migrations where
     * nothing is named}
     *
     * @throws SegueException if something that is named is not there
     */
    static Named listed(Invocation invocation, List<Path> named, String command) throws IOException {
        List<Path> places = named.isEmpty() ? List.of(invocation.settings().migrations()) : named;
        List<Path> files = new ArrayList<>();
        boolean complete = false;
        for (Path place : places) {
            if (Files.isDirectory(invocation.path(place))) {
                complete = true;
                files.addAll(declaredIn(invocation, place));
            } else if (Files.isRegularFile(invocation.path(place))) {
                files.add(place);
            } else {
                throw SegueException.usage(
                        "there is no file or directory " + place,
                        "name where your migration files are: segue " + command
                                + " DIR, or once for all, as migrations: DIR in segue.yaml");
            }
        }
        return new Named(files, complete);
    }

    /** {@return the name of the migration that a file declares} */
    static String migration(Path file) {
        return MigrationName.withoutFile(file.getFileName().toString());
    }

    private static List<Path> declaredIn(Invocation invocation, Path directory) throws IOException {
        try (Stream<Path> listed = Files.list(invocation.path(directory))) {
            return listed.filter(MigrationFiles::isDeclared)
                    .sorted()
                    .map(file -> directory.resolve(file.getFileName()))
                    .toList();
        }
    }

    private static boolean isDeclared(Path file) {
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(file.toString()::endsWith);
    }
}
