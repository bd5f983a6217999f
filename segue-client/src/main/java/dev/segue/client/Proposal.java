package dev.segue.client;

/** Where a migration should go, in the opinion of somebody who does not decide it. */
public sealed interface Proposal {

    /**
     * A percentage, where the database writes twice.
     *
     * @param percent 0 to 100
     */
    record Percent(int percent) implements Proposal {
        @Override
        public String toString() {
            return percent + " %";
        }
    }

    /**
     * A stage, where the application writes twice.
     *
     * @param stage a neighbour of the one that is in force
     */
    record ToStage(Stage stage) implements Proposal {
        @Override
        public String toString() {
            return "stage " + stage;
        }
    }
}
