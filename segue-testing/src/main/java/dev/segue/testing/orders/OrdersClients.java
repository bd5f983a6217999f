package dev.segue.testing.orders;

import dev.segue.client.Migration;
import dev.segue.client.darkread.DarkRead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the instances of new code have of {@code segue-client}. Thread-safe. */
public interface OrdersClients {

    /** None: nobody writes twice and nobody reads in the dark. */
    OrdersClients NONE = instance -> null;

    /**
     * {@return how an instance reads an order from both shapes at this moment, or null if it reads from one alone} The
     * answer is the order's fields by their names.
     */
    @Nullable
    DarkRead<Map<String, @Nullable String>> darkRead(String instance);

    /** {@return the migration as an instance of new code sees it; for applications that write twice themselves} */
    default Migration migration(String instance) {
        throw new IllegalStateException(instance + " has no client of Segue");
    }
}
