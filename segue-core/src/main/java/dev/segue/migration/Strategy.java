package dev.segue.migration;

import dev.segue.declare.Description;
import dev.segue.declare.NotYet;

/** The order of phases and gates. */
public enum Strategy {
    @Description("Segue chooses the safest")
    AUTO,
    @Description("the system is stopped while the shape changes")
    @NotYet(value = Strategy.LATER, instead = Strategy.INSTEAD)
    BIG_BANG,
    @Description("new code that runs on both shapes is deployed first")
    @NotYet(value = Strategy.LATER, instead = Strategy.INSTEAD)
    CODE_FIRST,
    @Description("the data changes first, unseen by the old code")
    @NotYet(value = Strategy.LATER, instead = Strategy.INSTEAD)
    DATA_FIRST,
    @Description("old and new code run side by side on both shapes")
    EXPAND_CONTRACT;

    private static final String LATER = "comes with a later release; this one executes expand_contract and auto";
    private static final String INSTEAD = "write strategy: expand_contract, or leave the strategy out";
}
