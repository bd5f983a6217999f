package dev.segue.migration;

import dev.segue.declare.Description;
import dev.segue.declare.NotYet;

/** Who makes a write through one shape land in the other. */
public enum DuplicateWrites {
    @Description("the database, for any mix of old and new code")
    DATABASE,
    @Description("the application's new code")
    @NotYet(value = "comes with the client library", instead = "write duplicate_writes: database, or leave it out")
    APPLICATION
}
