package dev.segue.migration;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Migration files for tests. */
final class Documents {
    static final List<String> GOOD = List.of(
            "good/0007_extract_address.yaml",
            "good/0008_minimal.yml",
            "good/0009_as_json.json",
            "good/0010_several_operations.yaml");

    private Documents() {}

    static Path resource(String name) {
        try {
            return Path.of(Documents.class.getResource(name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The problems a reading is refused for; none if it is not refused. */
    static List<Problem> problemsOf(ThrowingCallable reading) {
        var refused = catchThrowableOfType(InvalidMigrationException.class, reading);
        return refused == null ? List.of() : refused.problems();
    }

    /** A whole document around the fields of one {@code extract_table}, written in braces. */
    static String extractTable(String fields) {
        return "operations: [{ extract_table: { " + fields + " } }]\n";
    }
}
