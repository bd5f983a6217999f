package dev.segue.operation;

import dev.segue.declare.Faults;
import dev.segue.declare.InvalidDeclarationException;
import dev.segue.declare.Wording;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a name must be to be kept by the database exactly as written. */
final class Identifiers {
    /** PostgreSQL's NAMEDATALEN less one; a longer name would be cut silently. */
    static final int MOST_BYTES = 63;

    private Identifiers() {}

    /** Why the text cannot be a name, as the end of a sentence, or null. */
    static @Nullable String reasonAgainst(String name) {
        if (name.isBlank()) {
            return "it is blank";
        }
        if (name.codePoints()
                .anyMatch(codePoint -> codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE)) {
            return "it holds a character that cannot be stored";
        }
        var bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > MOST_BYTES ? "it has " + bytes + " bytes, and " + MOST_BYTES + " are the most" : null;
    }

    /** Adds a fault unless the text can be the name of a column. */
    static void checkColumn(Faults faults, String path, String name) {
        var reason = reasonAgainst(name);
        faults.require(reason == null, path, Wording.quoted(name) + " cannot be a name: " + reason, null);
        faults.require(
                name.length() < 3 || !name.startsWith("\"") || !name.endsWith("\""),
                path,
                "a column's name is taken exactly as written, with its quotes",
                "leave the inner quotes out: " + name.replace("\"", ""));
    }

    /** Adds a fault unless the text can be read as the name of a table or sequence. */
    static void checkObject(Faults faults, String path, String text) {
        try {
            ObjectName.parse(text);
        } catch (InvalidDeclarationException invalid) {
            invalid.faults().forEach(fault -> faults.add(fault.under(path)));
        }
    }
}
