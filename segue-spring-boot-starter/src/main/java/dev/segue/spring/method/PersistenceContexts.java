package dev.segue.spring.method;

import java.sql.Connection;

/** What is kept in memory between the application and the database, where there is JPA. */
interface PersistenceContexts {

    /** Where there is no JPA. */
    PersistenceContexts NONE = new PersistenceContexts() {
        @Override
        public void flush() {}

        @Override
        public Binding bind(Connection connection) {
            return () -> {};
        }
    };

    /** Sends what was written to the database, in the transaction of this thread. */
    void flush();

    /** Has JPA on this thread read from the connection, with nothing in memory. */
    Binding bind(Connection connection);

    /** Lasts until it is closed. */
    interface Binding extends AutoCloseable {
        @Override
        void close();
    }
}
