package dev.segue.postgresql;

/**
 * What the mark of a row says: NULL that the row is not filled; a number from 0 on, for each group in a bit of its own
 * whether it has no new value and whether it has no old one; a negative number, only while triggers run, who wrote.
 */
final class SameRowMark {

    /** The mark of a row that is inserted through the version schema. */
    static final String WRITTEN_NEW = "-1";

    /** The negated decisions are subtracted from it, so that they are told from {@link #WRITTEN_NEW}. */
    static final int DECIDED = -2;

    private static final int OLD = 15;

    private SameRowMark() {}

    static int withoutNew(int group) {
        return 1 << group;
    }

    static int withoutOld(int group) {
        return 1 << (OLD + group);
    }
}
