package dev.segue.operation;

import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.Sequence;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.AtLeast;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes which numbers a sequence gives, to which column it belongs, or its name. */
@Description("Changes which numbers a sequence gives, to which column it belongs, or its name.")
public record AlterSequence(
        @Description("The sequence: name or schema.name, in double quotes where it is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("Its new name; the same if left out.") @Text(maximumLength = Identifiers.MOST_BYTES) @Nullable
        String rename,

        @Description("The number with which it begins anew; as before if left out.") @Nullable
        Long start,

        @Description("By how much each number is above the one before; as before if left out.") @Nullable
        Long increment,

        @Description("The smallest number; as before if left out.") @Nullable
        Long minimum,

        @Description("The greatest number; as before if left out.") @Nullable
        Long maximum,

        @Description("How many numbers a session takes at a time; as before if left out.") @AtLeast(1) @Nullable
        Long cache,

        @Description("Whether it begins again after the last one; as before if left out.") @Nullable
        Boolean cycle,

        @Description("The column with which it goes, as table.column, or none; as before if left out.") @Nullable
        String ownedBy,

        @Description("The number with which it goes on.") @Nullable
        Restart restart)
        implements Operation {

    /** The number with which a sequence goes on. */
    @Description("The number with which it goes on.")
    public record Restart(
            @Description("The number.") long value,

            @Description("true, to say that you know: there is no way back.")
            boolean irreversible) {
        public Restart {
            var faults = new Faults();
            faults.require(
                    irreversible,
                    "irreversible",
                    "a sequence that went on with another number never goes back",
                    "say irreversible: true if that is meant");
            faults.throwIfAny();
        }
    }

    public AlterSequence {
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        faults.require(
                increment == null || increment != 0,
                "increment",
                "a sequence does not stand still",
                "write increment: 1");
        if (ownedBy != null && !isNone(ownedBy)) {
            faults.require(
                    ownedBy.indexOf('.') > 0,
                    "owned_by",
                    "\"" + ownedBy + "\" names no column of a table",
                    "write table.column, or none");
        }
        boolean something = rename != null
                || start != null
                || increment != null
                || minimum != null
                || maximum != null
                || cache != null
                || cycle != null
                || ownedBy != null
                || restart != null;
        faults.require(something, "name", "nothing is said to change", "write what the sequence is afterwards");
        faults.throwIfAny();
    }

    private static boolean isNone(String owner) {
        return owner.equalsIgnoreCase("none");
    }

    @Override
    public void resolve(Resolution resolution) {
        TableName there = resolution.name(ObjectName.parse(name));
        Optional<Sequence> found = resolution.sequence(there);
        if (found.isEmpty()) {
            resolution.refuse("name", "there is no sequence " + there, "create_sequence makes one");
            return;
        }
        Sequence.Numbers numbers = changed(found.get().numbers());
        Optional<String> owner = owner(resolution, found.get());
        if (!fits(resolution, found.get(), numbers) || owner.isEmpty() || !isNameFree(resolution, there)) {
            return;
        }
        TableName afterwards = rename == null ? there : new TableName(there.schema(), rename);
        List<String> atSeal = new ArrayList<>();
        List<String> back = new ArrayList<>();
        if (!numbers.equals(found.get().numbers())) {
            atSeal.add(words(numbers));
            back.add(words(found.get().numbers()));
        }
        String before = ownedBy(resolution, found.get().owner());
        if (!owner.get().equals(before)) {
            atSeal.add("OWNED BY " + owner.get());
            back.addFirst("OWNED BY " + before);
        }
        SchemaObject object = new SchemaObject(SchemaObject.Kind.SEQUENCE, there, "", null);
        List<ObjectChange> changes = new ArrayList<>();
        if (!atSeal.isEmpty() || !afterwards.equals(there)) {
            changes.add(new ObjectChange.Alter(object, afterwards, atSeal, back, List.of()));
        }
        if (restart != null) {
            changes.add(new ObjectChange.Restart(afterwards, restart.value(), numbers.increment() > 0));
            resolution.warn(
                    "sequence %s goes on with %d at contract, and there is no way back"
                            .formatted(afterwards, restart.value()),
                    "numbers that it has passed by then are not given again");
        }
        if (changes.isEmpty()) {
            resolution.refuse("name", "sequence " + there + " is so already", "leave the operation out");
            return;
        }
        resolution.change("name", object, changes);
        if (!afterwards.equals(there)) {
            resolution.warn(
                    "sequence %s is called %s from seal on; defaults follow, nextval('%s') in code does not"
                            .formatted(there, rename, there.name()),
                    "let new code name it " + rename + " when the old shape is sealed, or let a default draw from it");
        }
    }

    private Sequence.Numbers changed(Sequence.Numbers now) {
        return new Sequence.Numbers(
                start == null ? now.start() : start,
                increment == null ? now.increment() : increment,
                minimum == null ? now.minimum() : minimum,
                maximum == null ? now.maximum() : maximum,
                cache == null ? now.cache() : cache,
                cycle == null ? now.cycle() : cycle);
    }

    /** What the server would refuse at seal is refused now. */
    private boolean fits(Resolution resolution, Sequence now, Sequence.Numbers wanted) {
        String smallest = "the smallest number " + wanted.minimum();
        String greatest = "the greatest number " + wanted.maximum();
        long last = now.position().last();
        return holds(
                        resolution,
                        "minimum",
                        wanted.minimum() >= now.position().smallest()
                                && wanted.maximum() <= now.position().greatest(),
                        "%s and %s: its type holds %d to %d"
                                .formatted(
                                        smallest,
                                        greatest,
                                        now.position().smallest(),
                                        now.position().greatest()))
                && holds(
                        resolution,
                        "minimum",
                        wanted.minimum() < wanted.maximum(),
                        smallest + " is not below " + greatest)
                && holds(
                        resolution,
                        "start",
                        wanted.minimum() <= wanted.start() && wanted.start() <= wanted.maximum(),
                        "its start %d is not between %s and %s".formatted(wanted.start(), smallest, greatest))
                && holds(
                        resolution,
                        "maximum",
                        wanted.minimum() <= last && last <= wanted.maximum(),
                        "it stands at %d, which is not between %s and %s".formatted(last, smallest, greatest))
                && (restart == null
                        || holds(
                                resolution,
                                "restart",
                                (wanted.increment() > 0 ? restart.value() > last : restart.value() < last)
                                        && wanted.minimum() <= restart.value()
                                        && restart.value() <= wanted.maximum(),
                                "it stands at %d, and numbers that it gave would be given again, or are beyond its last one"
                                        .formatted(last)));
    }

    private boolean holds(Resolution resolution, String path, boolean condition, String message) {
        if (!condition) {
            resolution.refuse(path, "sequence " + name + ": " + message, "write other numbers");
        }
        return condition;
    }

    private boolean isNameFree(Resolution resolution, TableName there) {
        return rename == null || Tables.isFree(resolution, "rename", new TableName(there.schema(), rename));
    }

    /** {@return the words that say who owns it afterwards, or nothing if that was refused} */
    private Optional<String> owner(Resolution resolution, Sequence found) {
        if (ownedBy == null) {
            return Optional.of(ownedBy(resolution, found.owner()));
        }
        if (found.owner() != null && found.owner().identity()) {
            resolution.refuse(
                    "owned_by",
                    "sequence " + found.name() + " is the one of the identity column \""
                            + found.owner().column() + "\", and stays it",
                    "leave owned_by out");
            return Optional.empty();
        }
        if (isNone(ownedBy)) {
            return Optional.of("NONE");
        }
        int dot = ownedBy.lastIndexOf('.');
        String column = ownedBy.substring(dot + 1).replace("\"", "");
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("owned_by", ownedBy.substring(0, dot));
        if (table.isEmpty() || columns.column("owned_by", table.get(), column).isEmpty()) {
            return Optional.empty();
        }
        String role = table.get().attachments().owner();
        if (!found.role().equals(role)
                || !table.get().name().schema().equals(found.name().schema())) {
            resolution.refuse(
                    "owned_by",
                    "sequence %s of %s and table %s of %s have not the same owner and schema, as the server asks"
                            .formatted(found.name(), found.role(), table.get().name(), role),
                    "ALTER SEQUENCE … OWNER TO, or SET SCHEMA, first");
            return Optional.empty();
        }
        return Optional.of(ownedBy(resolution, new Sequence.Owner(table.get().name(), column, false)));
    }

    private static String ownedBy(Resolution resolution, Sequence.@Nullable Owner owner) {
        return owner == null
                ? "NONE"
                : String.join(
                        ".",
                        resolution.quoted(owner.table().schema()),
                        resolution.quoted(owner.table().name()),
                        resolution.quoted(owner.column()));
    }

    private static String words(Sequence.Numbers numbers) {
        return "INCREMENT BY %d MINVALUE %d MAXVALUE %d START WITH %d CACHE %d %s"
                .formatted(
                        numbers.increment(),
                        numbers.minimum(),
                        numbers.maximum(),
                        numbers.start(),
                        numbers.cache(),
                        numbers.cycle() ? "CYCLE" : "NO CYCLE");
    }
}
