package dev.segue.testing.orders;

import dev.segue.client.Migration;
import dev.segue.client.darkread.DarkRead;
import dev.segue.testing.load.Work;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the instances of new code have of {@code segue-client}. Thread-safe. */
public interface OrdersClients {

    /** None: nobody writes twice and nobody reads in the dark. */
    OrdersClients NONE = work -> null;

    /**
     * {@return how a request reads an order from both shapes, or null if it reads from one alone} The
     * answer is the order's fields by their names.
     */
    @Nullable
    DarkRead<Map<String, @Nullable String>> darkRead(Work work);

    /** {@return the migration as an instance of new code sees it; for applications that write twice themselves} */
    default Migration migration(String instance) {
        throw new IllegalStateException(instance + " has no client of Segue");
    }
}
