package dev.segue.dialect;

import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Objects;

/** A part of a change of structure that is made as one, after the parts before it. */
public sealed interface Ddl {

    /** Statements that commit together. */
    record Transaction(List<Statement> statements) implements Ddl {
        public Transaction {
            statements = List.copyOf(statements);
        }
    }

    /**
     * A statement that cannot run in a transaction.
     *
     * @param table the table that it concerns; of a partitioned table, the partition
     */
    record Concurrent(TableName table, ConcurrentStatement statement) implements Ddl {
        public Concurrent {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(statement, "statement");
        }
    }
}
