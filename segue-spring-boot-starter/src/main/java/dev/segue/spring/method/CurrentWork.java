package dev.segue.spring.method;

import dev.segue.client.Migration;
import dev.segue.client.Work;
import java.util.HashMap;
import java.util.Map;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The work that a call belongs to: that of its transaction, which ends when the transaction has, or else its own. A
 * transaction that is suspended keeps its own, too.
 */
record CurrentWork(Work work, boolean own) implements AutoCloseable {

    static CurrentWork of(Migration migration) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            return new CurrentWork(migration.begin(), true);
        }
        OfTransaction all = TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(OfTransaction.class::isInstance)
                .map(OfTransaction.class::cast)
                .findFirst()
                .orElseGet(OfTransaction::register);
        return new CurrentWork(all.byMigration.computeIfAbsent(migration, Migration::begin), false);
    }

    @Override
    public void close() {
        if (own) {
            work.close();
        }
    }

    private static final class OfTransaction implements TransactionSynchronization {

        private final Map<Migration, Work> byMigration = new HashMap<>();

        static OfTransaction register() {
            OfTransaction made = new OfTransaction();
            TransactionSynchronizationManager.registerSynchronization(made);
            return made;
        }

        @Override
        public void afterCompletion(int status) {
            byMigration.values().forEach(Work::close);
            byMigration.clear();
        }
    }
}
