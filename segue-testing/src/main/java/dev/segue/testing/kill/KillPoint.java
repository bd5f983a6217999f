package dev.segue.testing.kill;

import java.util.Locale;

/**
 * Where a blow falls.
 *
 * @param blow what happens
 * @param command the engine's command that is under way
 * @param ordinal the number of the statement, of those that the command sends
 * @param side when, seen from that statement
 */
public record KillPoint(Blow blow, Command command, int ordinal, Side side) {

    /** When a blow falls. */
    public enum Side {
        /** Before the statement is sent. */
        BEFORE,
        /** While the server works on it; only of statements that cannot be in a transaction, as they may be half done. */
        DURING,
        /** After it was done and before its answer is seen. */
        AFTER
    }

    /** What happens at a point. */
    public enum Blow {
        /** The engine's JVM is halted. */
        HALT,
        /** The server dies and comes back. */
        CRASH,
        /** The connection that sends the statement is cut. */
        CUT
    }

    /**
     * {@return the point that {@link #toString()} wrote}
     *
     * @throws IllegalArgumentException if it is none
     */
    public static KillPoint parse(String text) {
        String[] parts = text.strip().toUpperCase(Locale.ROOT).split(":", -1);
        try {
            if (parts.length == 4) {
                return new KillPoint(
                        Blow.valueOf(parts[0]),
                        Command.valueOf(parts[1]),
                        Integer.parseInt(parts[2]),
                        Side.valueOf(parts[3]));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        throw new IllegalArgumentException(refusal(text));
    }

    private static String refusal(String text) {
        return "'" + text + "' is no point; a point is written like halt:seal:12:after";
    }

    @Override
    public String toString() {
        return "%s:%s:%d:%s".formatted(blow, command, ordinal, side).toLowerCase(Locale.ROOT);
    }
}
