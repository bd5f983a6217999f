package dev.segue.client.darkread;

/** What came of one dark read. */
public enum Verdict {
    /** Both shapes gave the same answer. */
    MATCH,
    /** They differed, and differed again when both were read in one snapshot. */
    MISMATCH,
    /** They differed only where a rule says that it does not matter. */
    IGNORED,
    /** The dark side gave no answer: an error, a timeout, a full queue. It says nothing about the shapes. */
    INCONCLUSIVE
}
