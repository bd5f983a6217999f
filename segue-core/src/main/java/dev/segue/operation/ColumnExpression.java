package dev.segue.operation;

import dev.segue.declare.Description;
import dev.segue.declare.Keyed;
import dev.segue.declare.Text;

/** SQL for a column; a list of these is written as a map from columns to their SQL. */
@Description("SQL for a column.")
@Keyed(by = "column", single = "sql")
public record ColumnExpression(
        @Description("The column.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String column,

        @Description("The SQL.") String sql) {

    /** {@return whether it is the column itself} */
    boolean isPlain() {
        return sql.strip().equals(column) || sql.strip().equals('"' + column.replace("\"", "\"\"") + '"');
    }
}
