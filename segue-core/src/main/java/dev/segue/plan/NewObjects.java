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
        };
    }

    static List<Statement> atExpand(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Make make -> dialect.make(make.object());
            case ObjectChange.Replace replace -> dialect.makeLike(replace.old(), replace.made());
            case ObjectChange.AddValue add -> List.of(dialect.addValue(add));
        };
    }

    /** A value that the old type has got meanwhile has no counterpart. */
    static List<Statement> atSeal(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Replace replace -> List.of(dialect.isUnchanged(replace.old()));
            case ObjectChange.Make make -> List.of();
            case ObjectChange.AddValue add -> List.of();
        };
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
        };
    }

    /** {@return what a rollback takes away} */
    static Optional<SchemaObject> made(ObjectChange change) {
        return switch (change) {
            case ObjectChange.Make make -> Optional.of(make.object());
            case ObjectChange.Replace replace -> Optional.of(replace.made());
            case ObjectChange.AddValue add -> Optional.empty();
        };
    }
}
