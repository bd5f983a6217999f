package dev.segue.migration;

import dev.segue.declare.DeclarationReader;
import dev.segue.declare.Fault;
import dev.segue.declare.Faults;
import dev.segue.declare.InvalidDeclarationException;
import dev.segue.declare.Node;
import dev.segue.declare.Position;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Wording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A migration file that was read and found well formed.
 *
 * @param text the file's text, without a byte order mark
 * @param checksum the SHA-256 of the text in hexadecimal digits, the same whichever line ends the file has
 * @param source where each value stands
 */
public record MigrationFile(Path path, String text, String checksum, Migration migration, SourceMap source) {
    /** The most bytes a file may have. */
    public static final int MOST_BYTES = 1 << 20;

    private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");

    /**
     * Reads a file.
     *
     * @throws InvalidMigrationException with everything that is wrong, also if there is no such file
     */
    public static MigrationFile read(Path path) throws InvalidMigrationException {
        byte[] bytes;
        try (var stream = Files.newInputStream(path)) {
            bytes = stream.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException missing) {
            throw invalid(
                    path, "there is no such file" + Suggestions.didYouMean(fileName(path), neighbours(path)), null);
        } catch (IOException unreadable) {
            var reason = Files.isDirectory(path)
                    ? "it is a directory"
                    : unreadable.getClass().getSimpleName();
            throw invalid(path, "the file cannot be read: " + reason, null);
        }
        if (bytes.length > MOST_BYTES) {
            throw invalid(
                    path, "the file is larger than 1 MiB", "a migration file declares a change; it holds no data");
        }
        return parse(path, decode(path, bytes));
    }

    /**
     * Reads a text as if it were the file's content.
     *
     * @throws InvalidMigrationException with everything that is wrong
     */
    public static MigrationFile parse(Path path, String text) throws InvalidMigrationException {
        var content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        var faults = new Faults();
        if (content.length() > MOST_BYTES) {
            throw invalid(
                    path, "the file is larger than 1 MiB", "a migration file declares a change; it holds no data");
        }
        var name = name(path, faults);
        // In JSON a tab is only ever a space between tokens, in YAML it may not indent.
        var isJson = path.toString().endsWith(".json");
        var root = YamlTree.parse(isJson ? content.replace('\t', ' ') : content, faults);
        var source = SourceMap.of(path.toString(), root.orElse(null));
        var migration = root.flatMap(node -> migration(name, node, faults));
        if (migration.isEmpty() || !faults.isEmpty()) {
            throw new InvalidMigrationException(
                    faults.all().stream().map(source::problem).toList(), faults.omitted());
        }
        return new MigrationFile(path, content, checksum(content), migration.get(), source);
    }

    private static Optional<Migration> migration(String name, Node node, Faults faults) {
        var declared = DeclarationReader.read(DeclaredMigration.class, node, faults);
        if (declared.isEmpty() || !faults.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(declared.get().named(name));
        } catch (InvalidDeclarationException invalid) {
            invalid.faults().forEach(faults::add);
            return Optional.empty();
        }
    }

    private static String name(Path path, Faults faults) {
        var fileName = fileName(path);
        var extension = EXTENSIONS.stream().filter(fileName::endsWith).findFirst();
        var name =
                fileName.substring(0, fileName.length() - extension.orElse("").length());
        if (extension.isEmpty()) {
            faults.add(new Fault(
                    "",
                    Position.START,
                    "a migration file ends in .yaml, .yml or .json",
                    "its name without that ending is the migration's name"));
        } else if (!Migration.NAME.matcher(name).matches()) {
            faults.add(new Fault(
                    "",
                    Position.START,
                    Wording.quoted(name) + " cannot be the name of a migration",
                    Migration.NAME_HINT));
        }
        return name;
    }

    private static String decode(Path path, byte[] bytes) throws InvalidMigrationException {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var input = ByteBuffer.wrap(bytes);
        var output = CharBuffer.allocate(bytes.length);
        if (decoder.decode(input, output, true).isError()) {
            var before = output.flip().toString();
            var line =
                    (int) before.chars().filter(character -> character == '\n').count() + 1;
            var lineStart = before.lastIndexOf('\n') + 1;
            var position = new Position(line, before.codePointCount(lineStart, before.length()) + 1);
            var fault = new Fault("", position, "the text is not UTF-8 from here on", "save the file as UTF-8");
            throw new InvalidMigrationException(
                    List.of(SourceMap.of(path.toString(), null).problem(fault)));
        }
        return output.flip().toString();
    }

    private static String checksum(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var normalised = text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(digest.digest(normalised));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static List<String> neighbours(Path path) {
        var parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return List.of();
        }
        try (var files = Files.list(parent)) {
            return files.limit(1000).map(MigrationFile::fileName).toList();
        } catch (IOException unlisted) {
            return List.of();
        }
    }

    private static String fileName(Path path) {
        var fileName = path.getFileName();
        return fileName == null ? "" : fileName.toString();
    }

    private static InvalidMigrationException invalid(Path path, String message, @Nullable String hint) {
        return new InvalidMigrationException(List.of(new Problem(path.toString(), 1, 1, "", message, hint)));
    }
}
