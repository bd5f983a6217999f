package dev.segue.gate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The gates there are. The word in files, on the command line and in the event log is {@link #word()}. */
public enum Gate {
    /** Every row has its counterpart in the other shape. */
    FILLED,
    /** The comparison of both shapes found no difference. */
    VERIFIED,
    /** No write waits to be carried to the other shape. */
    NO_NOTED_KEY,
    /** The flag stands fully on the new shape since a while. */
    FLAG_SETTLED,
    /** Nobody wrote through the old shape since a while. */
    OLD_SIDE_QUIET,
    /** Code that can use the new shape is running. */
    NEW_CODE_DEPLOYED,
    /** No code is running that knows only the old shape; in stages, none that does not write both. */
    OLD_CODE_RETIRED,
    /** The application writes the new shape alone since a while, and every living instance knows. */
    STAGE_COMPLETE,
    /** No write to another store waits for its delivery. */
    OUTBOX_EMPTY,
    /** Dark reads compared enough and found no difference. */
    DARK_READS_CLEAN,
    /** Read replicas have replayed what was written until a short while ago. */
    REPLICAS_CAUGHT_UP,
    /** A person whom the file names has approved. */
    APPROVAL,
    /** A gate of the user's own, by SQL or HTTP. */
    OWN,
    /** The old shape was out of reach for a while, and nobody asked for it. */
    SOAK;

    /** {@return the gate's name as people write it: {@code old_side_quiet}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the gate of that name} */
    public static Optional<Gate> of(String word) {
        return Arrays.stream(values()).filter(g -> g.word().equals(word)).findFirst();
    }

    /** {@return all names, for messages} */
    public static String words() {
        return Arrays.stream(values()).map(Gate::word).collect(Collectors.joining(", "));
    }
}
