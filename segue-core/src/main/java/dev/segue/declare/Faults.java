package dev.segue.declare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong, so that a person sees all of it at once. Keeps the first {@value #MOST} faults and counts the
 * others. Not thread-safe.
 */
public final class Faults {
    /** How many faults are kept. */
    public static final int MOST = 100;

    private final List<Fault> faults = new ArrayList<>();
    private int omitted;

    /** Adds the fault. */
    public void add(Fault fault) {
        if (faults.size() < MOST) {
            faults.add(fault);
        } else {
            omitted++;
        }
    }

    /** Adds a fault at the path unless the condition holds. */
    public void require(boolean condition, String path, String message, @Nullable String hint) {
        if (!condition) {
            add(new Fault(path, message, hint));
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return faults.isEmpty();
    }

    /** The faults kept, in the order they were found. */
    public List<Fault> all() {
        return List.copyOf(faults);
    }

    /** How many faults were found beyond those kept. */
    public int omitted() {
        return omitted;
    }

    /**
     * The end of a compact constructor's checks.
     *
     * @throws InvalidDeclarationException if there is any fault
     */
    public void throwIfAny() {
        if (!isEmpty()) {
            throw new InvalidDeclarationException(all());
        }
    }
}
