package dev.segue.testing.oracle;

/** The name of a write: its writer's number and its number there, in one {@code long}. Writer 0 is the initial fill. */
final class Token {

    private static final int SEQUENCE_BITS = 40;

    private Token() {}

    static long of(int writer, long sequence) {
        return ((long) writer << SEQUENCE_BITS) | sequence;
    }

    static int writer(long token) {
        return (int) (token >>> SEQUENCE_BITS);
    }

    static long sequence(long token) {
        return token & ((1L << SEQUENCE_BITS) - 1);
    }

    static String text(long token) {
        return writer(token) + "-" + sequence(token);
    }
}
