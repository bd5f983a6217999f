package dev.segue.testing.load;

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
        return new Decision(isOn(key), () -> {});
    }

    /** Is told of a request of old code, which asks nothing. */
    default void oldCode(String key) {}

    /** Never. */
    FlagSource OFF = key -> false;

    /**
     * What a request goes by until it ends.
     *
     * @param on whether it uses the new shape
     * @param end what is to be done at its end
     */
    record Decision(boolean on, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
