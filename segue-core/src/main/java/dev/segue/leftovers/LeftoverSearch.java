package dev.segue.leftovers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Searches directories for what goes. Used by one thread. */
public final class LeftoverSearch {

    private static final int HEAD = 8_000;

    private final Vocabulary vocabulary;
    private final IgnoreRules rules;
    private final List<Leftover> leftovers = new ArrayList<>();
    private int files;
    private int binary;

    public LeftoverSearch(Vocabulary vocabulary, IgnoreRules rules) {
        this.vocabulary = vocabulary;
        this.rules = rules;
    }

    /**
     * What a search found.
     *
     * @param leftovers by file and line
     * @param files how many files were read
     * @param binary how many were not, because they hold no text
     */
    public record Found(List<Leftover> leftovers, int files, int binary) {
        public Found {
            leftovers = List.copyOf(leftovers);
        }

        /** {@return those that are not in comments} */
        public List<Leftover> inCode() {
            return leftovers.stream().filter(l -> !l.comment()).toList();
        }
    }

    /**
     * Searches a directory and those below it; links are not followed.
     *
     * @param directory where it is
     * @param named how it is called in what was found
     */
    public void search(Path directory, Path named) throws IOException {
        search(directory, Path.of(""), named);
    }

    /** {@return what was found so far} */
    public Found found() {
        return new Found(leftovers, files, binary);
    }

    private void search(Path directory, Path below, Path named) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(directory)) {
            entries = listed.sorted().toList();
        }
        for (Path entry : entries) {
            Path place = below.resolve(entry.getFileName().toString());
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                if (!rules.isDirectoryLeftOut(place)) {
                    search(entry, place, named);
                }
            } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && !rules.isFileLeftOut(place)) {
                Optional<Language> language = Language.of(entry.getFileName().toString());
                if (language.isPresent()) {
                    file(entry, place, named, language.get());
                }
            }
        }
    }

    private void file(Path file, Path below, Path named, Language language) throws IOException {
        String head = head(file);
        if (head.indexOf('\0') >= 0) {
            binary++;
            return;
        }
        if (rules.isPast(head)) {
            return;
        }
        files++;
        FileContext context = new FileContext(vocabulary);
        read(file, language, context);
        FileScan scan = new FileScan(named.resolve(below), language, vocabulary, context);
        read(file, language, scan);
        scan.found().stream().filter(l -> !rules.isLeftOut(below, l)).forEach(leftovers::add);
    }

    private static String head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        }
    }

    private static void read(Path file, Language language, Consumer<Piece> told) throws IOException {
        try (Reader reader = new BufferedReader(new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)))) {
            new Pieces(reader, language, told).read();
        }
    }
}
