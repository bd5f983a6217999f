package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The one place where names and values become SQL text. */
final class Sql {

    /** The longest identifier of PostgreSQL, in bytes (NAMEDATALEN − 1). */
    static final int IDENTIFIER_BYTES = 63;

    /** Segue's own schema. */
    static final String SCHEMA = "segue";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

    private Sql() {}

    /** {@return the identifier, quoted} */
    static String id(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@return the table's name, qualified and quoted} */
    static String id(TableName table) {
        return id(table.schema()) + "." + id(table.name());
    }

    /** {@return the name of an object of Segue's own, qualified and quoted} */
    static String own(String name) {
        return id(SCHEMA) + "." + id(name);
    }

    /** {@return the text as a literal, whatever standard_conforming_strings says} */
    static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : " E" + quoted.replace("\\", "\\\\");
    }

    /** {@return the text as a literal, or NULL} */
    static String literalOrNull(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "NULL" : literal(text);
    }

    /** {@return the quoted identifiers, separated by commas} */
    static String ids(Collection<String> names) {
        return list(names, Sql::id);
    }

    /** {@return what {@code form} makes of each item, separated by commas} */
    static <T> String list(Collection<T> items, Function<? super T, String> form) {
        return items.stream().map(form).collect(Collectors.joining(", "));
    }

    /** {@return what {@code form} makes of each item, joined by AND} */
    static <T> String all(Collection<T> items, Function<? super T, String> form) {
        return items.stream().map(form).collect(Collectors.joining(" AND "));
    }

    /**
     * {@return the text with every <code>{name}</code> replaced}
     *
     * @throws IllegalArgumentException if a name has no value: an incomplete statement must not be sent
     */
    static String fill(String template, Map<String, String> values) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no value for {" + matcher.group(1) + "}");
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(filled);
        return filled.toString();
    }

    /** {@return the name, cut to the server's limit; a cut name ends in a hash of the whole, so none collide} */
    static String fit(String name) {
        return fit(name, IDENTIFIER_BYTES);
    }

    /** {@return the name, cut to {@code bytes} bytes; a cut name ends in a hash of the whole} */
    static String fit(String name, int bytes) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return name;
        }
        String hash = "_" + hash(name);
        String cut = name;
        while (cut.getBytes(StandardCharsets.UTF_8).length > bytes - hash.length()) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut + hash;
    }

    /** {@return eight hexadecimal digits, nearly always others for another text} */
    static String hash(String text) {
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** {@return a record of these values, for comparison by image} */
    static String image(List<String> values) {
        return "ROW(" + String.join(", ", values) + ")::pg_catalog.record";
    }

    /** {@return the text between dollar quotes that do not occur in it} */
    static String body(String text) {
        String tag = "$segue$";
        for (int n = 1; text.contains(tag); n++) {
            tag = "$segue" + n + "$";
        }
        return tag + "\n" + text + tag;
    }
}
