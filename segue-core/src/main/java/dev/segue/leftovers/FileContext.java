package dev.segue.leftovers;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** What a file as a whole is about; told its pieces before anybody judges one of them. */
final class FileContext implements Consumer<Piece> {

    private static final Set<String> MAPPINGS = Set.of("Table", "JoinTable", "CollectionTable", "SecondaryTable");

    private final Set<String> known;
    private final String migration;
    private final Set<String> about = new HashSet<>();
    private final Set<String> mapped = new HashSet<>();
    private final StringBuilder statement = new StringBuilder();
    private boolean entity;
    private boolean tableNamed;
    private boolean ofMigration;
    private String last = "";
    private String annotation = "";

    FileContext(Vocabulary vocabulary) {
        this.known = new HashSet<>(vocabulary.columnsAfter().keySet());
        vocabulary.columns().forEach(c -> known.add(c.table().name().toLowerCase(Locale.ROOT)));
        vocabulary.tables().forEach(t -> known.add(t.name().toLowerCase(Locale.ROOT)));
        this.migration = vocabulary.words().entrySet().stream()
                .filter(w -> w.getValue() == Leftover.Kind.MIGRATION)
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    @Override
    public void accept(Piece piece) {
        switch (piece.kind()) {
            case TEXT -> {
                statement.append(piece.text()).append(' ');
                String text = piece.text().strip().toLowerCase(Locale.ROOT);
                ofMigration |= !migration.isEmpty() && piece.text().contains(migration);
                if (known.contains(text)) {
                    about.add(text);
                    if (MAPPINGS.contains(annotation)) {
                        mapped.add(text);
                        tableNamed = true;
                    }
                }
            }
            case WORD -> word(piece.text());
            case SIGN -> {
                annotation = piece.text().equals(")") ? "" : annotation;
                last = piece.text();
            }
            case END -> {
                SqlText text = new SqlText(statement.toString());
                known.stream().filter(text::uses).forEach(about::add);
                statement.setLength(0);
            }
            case COMMENT -> {}
        }
    }

    private void word(String word) {
        if (last.equals("@")) {
            annotation = word;
            entity |= word.equals("Entity") || word.equals("Embeddable") || word.equals("MappedSuperclass");
        }
        for (String table : known) {
            if (word.equals(table.toUpperCase(Locale.ROOT))) {
                about.add(table);
            }
            if (last.equals("class") && entity && !tableNamed && Names.maps(word, table)) {
                about.add(table);
                mapped.add(table);
            }
        }
        last = word;
    }

    /** {@return whether the file names the table, and no other that has such a column} */
    boolean isOnlyAbout(Vocabulary.GoneColumn gone, Vocabulary vocabulary) {
        String table = gone.table().name().toLowerCase(Locale.ROOT);
        return about.contains(table) && vocabulary.othersWith(gone).stream().noneMatch(about::contains);
    }

    /** {@return whether a class of the file is mapped to the table} */
    boolean maps(String table) {
        return mapped.contains(table.toLowerCase(Locale.ROOT));
    }

    /** {@return whether the file names the migration} */
    boolean isOfMigration() {
        return ofMigration;
    }

    static boolean isMapping(String annotation) {
        return MAPPINGS.contains(annotation);
    }
}
