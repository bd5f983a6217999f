package dev.segue.testing.oracle;

/** The rows that were there before the first write: keys 1 to {@link #count()}, known by formula. */
public interface InitialRows {

    /** {@return how many there are} */
    long count();

    /** {@return which fields of a row are NULL, as a set; all others hold the value of write {@code 0-key}} */
    default int nulls(long key) {
        return 0;
    }

    /** {@return rows of which no field is NULL} */
    static InitialRows of(long count) {
        return () -> count;
    }
}
