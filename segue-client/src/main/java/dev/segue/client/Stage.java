package dev.segue.client;

/**
 * Where a migration stands whose application writes both shapes itself: who is read, who is written.
 *
 * <p>Two stages may be at work in one fleet at the same time only if each writes the shape that the other reads. So a
 * migration moves from one stage to its neighbour, and a duplicate write is pinned to the stage in which it began.
 */
public enum Stage {
    /** Reads old, writes old. */
    OFF(false, true, false, false),
    /** Reads old, writes both. */
    DUAL_WRITE(false, true, true, false),
    /** Reads old and, in the dark, new; writes both. */
    SHADOW(false, true, true, true),
    /** Reads new and, in the dark, old; writes both. */
    LIVE(true, true, true, true),
    /** Reads new, writes both. */
    RAMP_DOWN(true, true, true, false),
    /** Reads new, writes new. */
    COMPLETE(true, false, true, false);

    private final boolean readsNew;
    private final boolean writesOld;
    private final boolean writesNew;
    private final boolean darkReads;

    Stage(boolean readsNew, boolean writesOld, boolean writesNew, boolean darkReads) {
        this.readsNew = readsNew;
        this.writesOld = writesOld;
        this.writesNew = writesNew;
        this.darkReads = darkReads;
    }

    /** {@return whether reads are answered from the new shape; from the old one if not} */
    public boolean readsNew() {
        return readsNew;
    }

    /** {@return whether the old shape is written} */
    public boolean writesOld() {
        return writesOld;
    }

    /** {@return whether the new shape is written} */
    public boolean writesNew() {
        return writesNew;
    }

    /** {@return whether the shape that does not answer is read too, to be compared} */
    public boolean darkReads() {
        return darkReads;
    }
}
