package dev.segue.testing.load;

import dev.segue.client.Stage;
import org.jspecify.annotations.Nullable;

/** Says, request by request, whether new code uses the new shape. Asked by many threads. */
@FunctionalInterface
public interface FlagSource {

    /** {@return whether the request of that key uses the new shape} */
    boolean isOn(String key);

    /**
     * {@return the same, for a request of new code that begins now} It is closed when the request's transaction has ended.
     *
     * @param key begins with the instance's name: {@code new-2/1 4711}
     */
    default Decision begin(String key) {
        return Decision.of(isOn(key));
    }

    /** Is told of a request of old code, which asks nothing. */
    default void oldCode(String key) {}

    /** Never. */
    FlagSource OFF = key -> false;

    /**
     * What a request goes by until it ends.
     *
     * @param on whether it uses the new shape
     * @param stage the stage, where the application writes twice itself; else null
     * @param end what is to be done at its end
     */
    record Decision(boolean on, @Nullable Stage stage, Runnable end) implements AutoCloseable {

        /** {@return one that holds nothing until the request ends} */
        static Decision of(boolean on) {
            return new Decision(on, null, () -> {});
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
