package dev.segue.plan;

import dev.segue.catalog.ObjectChange;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.Statement;
import java.util.List;

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
            case ObjectChange.Replace replace -> dialect.make(replace.made());
            case ObjectChange.AddValue add -> List.of(dialect.addValue(add));
        };
    }

    /** The old type goes when no column has it any more; nothing of the application's names it by then. */
    static List<Statement> atContract(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Replace replace ->
                List.of(
                        dialect.takeAway(replace.old()),
                        dialect.rename(replace.made(), replace.old().name().name()));
            case ObjectChange.Make make -> List.of();
            case ObjectChange.AddValue add -> List.of();
        };
    }

    static List<Statement> atRollback(Dialect dialect, ObjectChange change) {
        return switch (change) {
            case ObjectChange.Make make -> List.of(dialect.takeAway(make.object()));
            case ObjectChange.Replace replace -> List.of(dialect.takeAway(replace.made()));
            case ObjectChange.AddValue add -> List.of();
        };
    }
}
