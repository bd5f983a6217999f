package dev.segue.client;

/** Which shapes of a migration's data the code of an instance can use. */
public enum Shapes {
    /** Only the old one: the migration's contract has to wait until this code is gone. */
    OLD,
    /** Only the new one. */
    NEW,
    /** Either, as the flag says. */
    BOTH
}
