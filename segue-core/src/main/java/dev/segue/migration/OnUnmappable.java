package dev.segue.migration;

import dev.segue.declare.Description;

/** What happens to a write through the old shape that the new shape cannot hold. */
public enum OnUnmappable {
    @Description("it is accepted and noted, and the note keeps the contract gate closed")
    NOTE,
    @Description("it is refused")
    REJECT
}
