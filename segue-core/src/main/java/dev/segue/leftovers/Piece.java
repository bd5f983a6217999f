package dev.segue.leftovers;

/**
 * A piece of a source file.
 *
 * @param kind what it is
 * @param text without what encloses it
 * @param line where it begins, from 1
 */
record Piece(Kind kind, String text, int line) {

    /** What a piece is. */
    enum Kind {
        /** A word of code. */
        WORD,
        /** A character of code that is no part of a word. */
        SIGN,
        /** A text: a string, an attribute, what stands between tags, SQL. */
        TEXT,
        COMMENT,
        /** Here a statement ends. */
        END
    }
}
