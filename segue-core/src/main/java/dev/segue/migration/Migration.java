package dev.segue.migration;

import dev.segue.declare.Faults;
import dev.segue.declare.Wording;
import dev.segue.operation.Operation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One declared change of shape: checked for form, knowing no database.
 *
 * @param name the file's name without its extension
 * @param flag the flag that decides which shape new code uses
 * @param versionSchema what its version schemas are called, after the name of the schema that they show
 * @param operations at least one, in the order in which they are resolved
 */
public record Migration(
        String name,
        @Nullable String description,
        Strategy strategy,
        String flag,
        DuplicateWrites duplicateWrites,
        OnUnmappable onUnmappable,
        NewCode newCode,
        GateSettings gates,
        String versionSchema,
        List<Operation> operations) {

    /** What a migration may be called. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    static final String NAME_HINT =
            "use letters, digits, _, - and . only, begin with a letter or digit, and stay within 100 characters";
    static final int MOST_FLAG_CHARACTERS = 200;

    public Migration {
        operations = List.copyOf(operations);
        var faults = new Faults();
        faults.require(
                NAME.matcher(name).matches(),
                "",
                Wording.quoted(name) + " cannot be the name of a migration",
                NAME_HINT);
        faults.require(
                !flag.isBlank() && flag.length() <= MOST_FLAG_CHARACTERS,
                "flag",
                "a flag has 1 to " + MOST_FLAG_CHARACTERS + " characters",
                null);
        faults.require(
                NAME.matcher(versionSchema).matches(),
                "version_schema",
                Wording.quoted(versionSchema) + " cannot be the name of a version schema",
                NAME_HINT);
        faults.require(!operations.isEmpty(), "operations", "there is no operation", "name at least one operation");
        faults.throwIfAny();
    }
}
