package dev.segue.migration;

import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.InvalidDeclarationException;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a migration file; the file's name gives what is not in it. */
@Description("One change of the shape of live data. The file's name is the migration's name.")
record DeclaredMigration(
        @Description("The migration's name, where a file says it again: that of the file.")
        @Text(maximumLength = 100)
        @Nullable
        String name,

        @Description("What the migration is for, for people.") @Nullable
        String description,

        @Description("The order of phases and gates.") @Default("auto")
        Strategy strategy,

        @Description("The flag that decides which shape new code uses; the migration's name if left out.")
        @Text(maximumLength = Migration.MOST_FLAG_CHARACTERS)
        @Nullable
        String flag,

        @Description("Who makes a write through one shape land in the other.") @Default("database")
        DuplicateWrites duplicateWrites,

        @Description("What happens to a write through the old shape that the new shape cannot hold.") @Default("note")
        OnUnmappable onUnmappable,

        @Description("What the author states about the new code; shown as stated, not as proven.") @Default
        NewCode newCode,

        @Description("What must hold before the old shape is taken away.") @Default
        GateSettings gates,

        @Description(
                "What the version schema is called, after the name of the schema that it shows; the migration's name if left out.")
        @Text(maximumLength = 63)
        @Nullable
        String versionSchema,

        @Description("What changes, in this order.") List<Operation> operations) {

    /**
     * {@return the migration of that name}
     *
     * @throws InvalidDeclarationException if the file says another name, or what cannot be
     */
    Migration named(String fileName) {
        var faults = new Faults();
        faults.require(
                name == null || name.equals(fileName),
                "name",
                "the file's name says that the migration is " + Wording.quoted(fileName),
                "give the file the name that is written here, or leave name out");
        faults.throwIfAny();
        return new Migration(
                fileName,
                description,
                strategy,
                flag == null ? fileName : flag,
                duplicateWrites,
                onUnmappable,
                newCode,
                gates,
                versionSchema == null ? fileName : versionSchema,
                operations);
    }
}
