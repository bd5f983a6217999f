package dev.segue.plan;

import dev.segue.dialect.ScriptFrame;
import dev.segue.dialect.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What brings a database of the old shape, with rows or without, to the new one where nobody else uses it and nothing of
 * Segue's is there: all of it for one transaction.
 *
 * @param frame what they are put between
 * @param statements in their order
 * @param rights the owners and the rights of new tables; for roles that another database may not have
 * @param undo what takes it back, in its order; null where something is lost, or nobody knows
 */
public record Export(
        ScriptFrame frame,
        List<Statement> statements,
        List<Statement> rights,
        @Nullable List<Statement> undo) {

    public Export {
        statements = List.copyOf(statements);
        rights = List.copyOf(rights);
        undo = undo == null ? null : List.copyOf(undo);
    }
}
