package dev.segue.migration;

import dev.segue.declare.Description;

/** Who makes a write through one shape land in the other. */
public enum DuplicateWrites {
    @Description("the database, for any mix of old and new code")
    DATABASE,
    @Description("the application's new code, in stages")
    APPLICATION
}
