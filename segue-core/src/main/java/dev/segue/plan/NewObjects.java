package dev.segue.plan;

import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of types and sequences in each phase. */
final class NewObjects {

    private NewObjects() {}

    static String title(ObjectChange change) {
        return switch (change) {
            case ObjectChange.Make make -> "create " + make.object();
            case ObjectChange.Replace replace ->
                "create " + replace.made() + ", in the place of "
                        + replace.old().name().name();
            case ObjectChange.AddValue add -> "add to enum " + add.type() + ": " + add.value();
            case ObjectChange.Alter alter -> "alter " + alter.object();
            case ObjectChange.Restart restart -> "go on with " + restart.value() + " in sequence " + restart.sequence();
            case ObjectChange.AddCheck add -> "check " + add.name() + " of domain " + add.domain();
        };
    }

    static List<Statement> atExpand(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Make make -> dialect.make(make.object());
            case ObjectChange.Replace replace -> dialect.makeLike(replace.old(), replace.made());
            case ObjectChange.AddValue add -> List.of(dialect.addValue(add));
            case ObjectChange.Alter alter -> List.of();
            case ObjectChange.Restart restart -> List.of();
            case ObjectChange.AddCheck add -> List.of();
        };
    }

    /** {@return what expand makes, in the order of its first steps} */
    static List<ObjectChange> ofExpand(Dialect dialect, List<ObjectChange> changes) {
        return changes.stream().filter(c -> !atExpand(dialect, c).isEmpty()).toList();
    }

    /** A value that the old type has got meanwhile has no counterpart. */
    static List<Statement> atSeal(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Replace replace -> List.of(dialect.isUnchanged(replace.old()));
            case ObjectChange.Make make -> List.of();
            case ObjectChange.AddValue add -> List.of();
            case ObjectChange.Alter alter -> altered(dialect, alter);
            case ObjectChange.Restart restart -> List.of();
            case ObjectChange.AddCheck add -> List.of();
        };
    }

    private static List<Statement> altered(Dialect dialect, ObjectChange.Alter alter) {
        List<Statement> all = new ArrayList<>();
        alter.atSeal().forEach(words -> all.add(dialect.alter(alter.object(), words)));
        if (!alter.name().equals(alter.object().name())) {
            all.add(dialect.rename(alter.object(), alter.name().name()));
        }
        return all;
    }

    /** {@return what becomes of objects that stay, while nobody uses them} */
    static List<Statement> stopped(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Alter alter -> altered(dialect, alter);
            case ObjectChange.Restart restart -> List.of();
            case ObjectChange.AddCheck add -> {
                List<Statement> all = new ArrayList<>(dialect.addCheck(add));
                all.add(dialect.validate(add));
                yield all;
            }
            case ObjectChange.Make make -> List.of();
            case ObjectChange.Replace replace -> List.of();
            case ObjectChange.AddValue add -> List.of();
        };
    }

    /** {@return what is as it was when the old shape comes back} */
    static List<Statement> atUnseal(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Alter alter -> {
                List<Statement> all = new ArrayList<>();
                if (!alter.name().equals(alter.object().name())) {
                    all.add(dialect.rename(
                            alter.object().withName(alter.name()),
                            alter.object().name().name()));
                }
                alter.back().forEach(words -> all.add(dialect.alter(alter.object(), words)));
                yield all;
            }
            case ObjectChange.Restart restart -> List.of();
            case ObjectChange.AddCheck add -> List.of(dialect.dropCheck(add));
            case ObjectChange.Make make -> List.of();
            case ObjectChange.Replace replace -> List.of();
            case ObjectChange.AddValue add -> List.of();
        };
    }

    /** {@return what a rollback undoes that seal may have begun beside the traffic} */
    static List<Statement> atRollback(Dialect dialect, ObjectChange change) {
        return change instanceof ObjectChange.AddCheck add ? List.of(dialect.dropCheck(add)) : List.of();
    }

    /** The old type goes when no column has it any more; nothing of the application's names it by then. */
    static List<Statement> atContract(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Replace replace -> {
                List<Statement> all = new ArrayList<>(dialect.takeAway(replace.old()));
                all.add(dialect.rename(replace.made(), replace.old().name().name()));
                yield all;
            }
            case ObjectChange.Make make -> List.of();
            case ObjectChange.AddValue add -> List.of();
            case ObjectChange.Alter alter ->
                alter.atContract().stream()
                        .map(words -> dialect.alter(alter.object().withName(alter.name()), words))
                        .toList();
            case ObjectChange.Restart restart -> List.of(dialect.restart(restart));
            case ObjectChange.AddCheck add -> List.of();
        };
    }

    /** {@return what a rollback takes away} */
    static Optional<SchemaObject> made(ObjectChange change) {
        return switch (change) {
            case ObjectChange.Make make -> Optional.of(make.object());
            case ObjectChange.Replace replace -> Optional.of(replace.made());
            case ObjectChange.AddValue add -> Optional.empty();
            case ObjectChange.Alter alter -> Optional.empty();
            case ObjectChange.Restart restart -> Optional.empty();
            case ObjectChange.AddCheck add -> Optional.empty();
        };
    }
}
