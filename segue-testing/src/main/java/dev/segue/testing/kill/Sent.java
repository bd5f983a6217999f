package dev.segue.testing.kill;

/**
 * A statement that the engine sent.
 *
 * @param ordinal its number within the command, from 1
 * @param session the number of the connection that sent it, from 1
 * @param kind the kind of the step that was under way
 * @param step the title of that step
 * @param text the statement, its white space normalised
 * @param ends whether what it did is committed once it is answered
 */
record Sent(int ordinal, int session, String kind, String step, String text, boolean ends) {

    private static final int SHOWN = 100;

    /** {@return whether the database may differ from before once it is answered}; a mere look or setting changes nothing */
    boolean commitsWork() {
        boolean looks = text.startsWith("SELECT") && !text.startsWith("SELECT \"segue\".");
        return ends && !looks && !text.startsWith("SET ") && !text.equals("ROLLBACK");
    }

    /** {@return whether the server may be stopped in the midst of it and leave something} */
    boolean mayBeHalfDone() {
        return ends && text.matches("CREATE (UNIQUE )?INDEX CONCURRENTLY .*");
    }

    /** {@return whether a step turns on it: a commit, or the statement that cannot be in a transaction} */
    boolean isDecisive() {
        return ends && (kind.equals(Script.CONCURRENT) ? mayBeHalfDone() : text.equals("COMMIT"));
    }

    /** {@return what tells it from others, for people} */
    String name() {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return "%d, %s%s: %s".formatted(ordinal, kind, step.isEmpty() ? "" : " (" + step + ")", shown);
    }
}
