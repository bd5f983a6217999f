package dev.segue.leftovers;

import dev.segue.catalog.TableName;
import dev.segue.leftovers.Leftover.Kind;
import dev.segue.leftovers.Vocabulary.GoneColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges the pieces of one file. Used once. */
final class FileScan implements Consumer<Piece> {

    private static final int LONGEST_TEXT = 160;

    private final Path file;
    private final Language language;
    private final Vocabulary vocabulary;
    private final FileContext context;
    private final Map<String, Leftover> found = new LinkedHashMap<>();
    private final List<Piece> statement = new ArrayList<>();
    private String last = "";
    private String beforeLast = "";
    private String annotation = "";
    private boolean duplicateWrite;

    FileScan(Path file, Language language, Vocabulary vocabulary, FileContext context) {
        this.file = file;
        this.language = language;
        this.vocabulary = vocabulary;
        this.context = context;
    }

    List<Leftover> found() {
        return found.values().stream()
                .sorted(java.util.Comparator.comparingInt(Leftover::line))
                .toList();
    }

    @Override
    public void accept(Piece piece) {
        switch (piece.kind()) {
            case TEXT -> {
                statement.add(piece);
                exact(piece);
                words(piece, false);
                if (duplicateWrite) {
                    add(piece, 0, Kind.DUPLICATE_WRITE, piece.text().strip(), false);
                    duplicateWrite = false;
                }
            }
            case COMMENT -> {
                sql(List.of(piece), true);
                words(piece, true);
            }
            case WORD -> word(piece);
            case SIGN -> {
                annotation = piece.text().equals(")") ? "" : annotation;
                remember(piece.text());
            }
            case END -> {
                sql(statement, false);
                statement.clear();
            }
        }
    }

    private void remember(String text) {
        beforeLast = last;
        last = text;
    }

    /** A text that is a name and nothing else: of a mapping, or of a column of a result. */
    private void exact(Piece piece) {
        String text = piece.text().strip();
        for (GoneColumn gone : vocabulary.columns()) {
            boolean named = text.equalsIgnoreCase(gone.name())
                    || language == Language.XML
                            && text.equals(gone.field())
                            && context.maps(gone.table().name());
            if (named
                    && (vocabulary.isDistinctive(gone)
                            || context.maps(gone.table().name())
                            || context.isOnlyAbout(gone, vocabulary))) {
                add(piece, 0, Kind.COLUMN, gone.toString(), false);
            }
        }
        for (TableName table : vocabulary.tables()) {
            boolean mapping = language == Language.XML || FileContext.isMapping(annotation);
            if (mapping && text.equalsIgnoreCase(table.name())) {
                add(piece, 0, Kind.TABLE, table.toString(), false);
            }
        }
    }

    private void word(Piece piece) {
        String word = piece.text();
        if (last.equals("@")) {
            annotation = word;
        }
        for (GoneColumn gone : vocabulary.columns()) {
            String table = gone.table().name().toUpperCase(Locale.ROOT);
            boolean generated = word.equals(gone.name().toUpperCase(Locale.ROOT))
                    && (last.equals(".") && beforeLast.equals(table)
                            || word.indexOf('_') > 0 && context.isOnlyAbout(gone, vocabulary));
            boolean field =
                    word.equals(gone.field()) && context.maps(gone.table().name());
            if (generated || field) {
                add(piece, 0, Kind.COLUMN, gone.toString(), false);
            }
        }
        for (TableName table : vocabulary.tables()) {
            boolean generated = beforeLast.equals(table.name().toUpperCase(Locale.ROOT)) && last.equals(".");
            boolean entity = last.equals("class") && context.maps(table.name()) && Names.maps(word, table.name());
            if (generated || entity) {
                add(piece, 0, Kind.TABLE, table.toString(), false);
            }
        }
        duplicateWrite = word.equals("duplicateWrite") && context.isOfMigration() || duplicateWrite && last.equals("(");
        remember(word);
    }

    /** The flag and other names stand for themselves, wherever they are. */
    private void words(Piece piece, boolean comment) {
        vocabulary.words().forEach((word, kind) -> {
            Matcher named = Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w-])")
                    .matcher(piece.text());
            while (named.find()) {
                add(piece, named.start(), kind, word, comment);
            }
        });
    }

    /** Texts between two ends are one statement, however many strings it was put together of. */
    private void sql(List<Piece> pieces, boolean comment) {
        StringBuilder text = new StringBuilder();
        List<Integer> starts = new ArrayList<>();
        for (Piece piece : pieces) {
            starts.add(text.length());
            text.append(piece.text()).append(' ');
        }
        int begin = 0;
        for (int end = 0; end <= text.length(); end++) {
            if (end < text.length() && text.charAt(end) != ';') {
                continue;
            }
            int from = begin;
            SqlText one = new SqlText(text.substring(from, end));
            for (GoneColumn gone : vocabulary.columns()) {
                one.mentionsOf(gone, vocabulary)
                        .forEach(p -> add(pieces, starts, from + p, Kind.COLUMN, gone.toString(), comment));
            }
            for (TableName table : vocabulary.tables()) {
                one.usesOf(table.name())
                        .forEach(p -> add(pieces, starts, from + p, Kind.TABLE, table.toString(), comment));
            }
            begin = end + 1;
        }
    }

    private void add(
            List<Piece> pieces, List<Integer> starts, int place, Kind kind, String mentioned, boolean comment) {
        int piece = starts.size() - 1;
        while (piece > 0 && starts.get(piece) > place) {
            piece--;
        }
        add(pieces.get(piece), place - starts.get(piece), kind, mentioned, comment);
    }

    private void add(Piece piece, int place, Kind kind, String mentioned, boolean comment) {
        String before = piece.text().substring(0, Math.min(place, piece.text().length()));
        int line = piece.line() + (int) before.chars().filter(c -> c == '\n').count();
        String text = piece.text();
        int from = before.lastIndexOf('\n') + 1;
        int to = text.indexOf('\n', from);
        String shown = text.substring(from, to < 0 ? text.length() : to).strip();
        if (comment) {
            shown = shown.replaceFirst("^[/*#!-]+\\s*", "");
        }
        found.putIfAbsent(
                line + " " + mentioned + comment,
                new Leftover(
                        file,
                        line,
                        kind,
                        mentioned,
                        comment,
                        shown.length() > LONGEST_TEXT ? shown.substring(0, LONGEST_TEXT) + "…" : shown));
    }
}
