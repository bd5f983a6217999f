package dev.segue.migration;

import dev.segue.declare.Description;

/** The order of phases and gates. */
public enum Strategy {
    @Description("Segue chooses the safest")
    AUTO,
    @Description("the system is stopped while the shape changes, in one transaction")
    BIG_BANG,
    @Description("new code that runs on both shapes is deployed first, then the data changes")
    CODE_FIRST,
    @Description("the data changes first, unseen by the old code; then the new code is deployed")
    DATA_FIRST,
    @Description("old and new code run side by side on both shapes, and a flag goes back and forth")
    EXPAND_CONTRACT
}
