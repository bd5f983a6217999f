package dev.segue.leftovers;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The languages whose files are read. */
enum Language {
    CODE,
    SQL,
    XML,
    YAML,
    PROPERTIES;

    private static final Map<String, Language> ENDINGS = Map.ofEntries(
            Map.entry("java", CODE),
            Map.entry("kt", CODE),
            Map.entry("kts", CODE),
            Map.entry("groovy", CODE),
            Map.entry("scala", CODE),
            Map.entry("sql", SQL),
            Map.entry("xml", XML),
            Map.entry("yaml", YAML),
            Map.entry("yml", YAML),
            Map.entry("properties", PROPERTIES));

    /** {@return the language of a file of that name, if it is one of them} */
    static Optional<Language> of(String fileName) {
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(ENDINGS.get(ending));
    }
}
