package dev.segue.cli.render;

/** How much of a plan is shown. */
public enum PlanDetail {
    /** One line for each step. */
    BRIEF,
    /** Every statement by its first line; statements that are alike together. */
    STATEMENTS,
    /** Every statement in full, also those of the ways back. */
    SQL
}
