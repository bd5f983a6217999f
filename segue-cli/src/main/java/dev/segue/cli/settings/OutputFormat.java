package dev.segue.cli.settings;

/** For whom a command writes. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** For programs: one JSON document on standard output. */
    JSON
}
