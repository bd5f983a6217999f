package dev.segue.engine;

import dev.segue.dialect.Dialect;

/** A database product as a module brings it; found by {@link java.util.ServiceLoader}. Thread-safe. */
public interface DatabaseModule {

    /** {@return whether this module speaks to such a URL} */
    boolean accepts(String jdbcUrl);

    Dialect dialect();

    Journal journal();
}
