package dev.segue.gate;

/** What a gate's evidence says. Doubt counts as closed. */
public enum Verdict {
    OPEN,
    CLOSED,
    UNKNOWN
}
