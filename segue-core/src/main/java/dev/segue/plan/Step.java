package dev.segue.plan;

import dev.segue.catalog.TableName;
import dev.segue.dialect.ConcurrentStatement;
import dev.segue.dialect.Statement;
import java.util.List;

/** One step of a plan: done once, resumable when cut off. Steps are numbered from 1 within the whole plan. */
public sealed interface Step {

    int number();

    Phase phase();

    /** {@return what it does, for people} */
    String title();

    /**
     * Statements that commit together with the journal's record of the step.
     *
     * @param first what comes before the tables are locked: a reader locks a view before its table
     * @param locks the tables that are locked against everybody; empty where the statements' own locks suffice
     * @param tables the application's tables whose locks may be waited for, to look for who holds them
     */
    record Transaction(
            int number,
            Phase phase,
            String title,
            List<Statement> first,
            List<TableName> locks,
            List<TableName> tables,
            List<Statement> statements)
            implements Step {
        public Transaction(
                int number,
                Phase phase,
                String title,
                List<TableName> locks,
                List<TableName> tables,
                List<Statement> statements) {
            this(number, phase, title, List.of(), locks, tables, statements);
        }

        public Transaction {
            first = first == null ? List.of() : List.copyOf(first);
            locks = List.copyOf(locks);
            tables = List.copyOf(tables);
            statements = List.copyOf(statements);
        }
    }

    /** A statement that cannot run in a transaction. */
    record Concurrent(int number, Phase phase, String title, List<TableName> tables, ConcurrentStatement statement)
            implements Step {
        public Concurrent {
            tables = List.copyOf(tables);
        }
    }

    /** The backfill of a mapping, by key ranges; {@code mapping} is its place in the plan's list. */
    record Fill(int number, Phase phase, String title, int mapping) implements Step {}

    /** The comparison of both shapes of a mapping, by key ranges. */
    record Compare(int number, Phase phase, String title, int mapping) implements Step {}
}
