package dev.segue.testing.load;

/** Says, request by request, whether new code uses the new shape. Asked by many threads. */
@FunctionalInterface
public interface FlagSource {

    /** {@return whether the request of that key uses the new shape} */
    boolean isOn(String key);

    /** Never. */
    FlagSource OFF = key -> false;
}
