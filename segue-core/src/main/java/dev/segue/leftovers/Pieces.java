package dev.segue.leftovers;

import dev.segue.leftovers.Piece.Kind;
import java.io.IOException;
import java.io.Reader;
import java.util.Set;
import java.util.function.Consumer;

/** Reads a file and tells its pieces, one after the other. A piece that grows too long is told in parts. Used once. */
final class Pieces {

    private static final int LONGEST = 32_000;
    private static final Set<String> STATEMENT_TAGS = Set.of(
            "select",
            "insert",
            "update",
            "delete",
            "sql",
            "query",
            "sql-query",
            "named-query",
            "named-native-query",
            "value",
            "entry",
            "property",
            "changeset");

    private final Reader reader;
    private final Language language;
    private final Consumer<Piece> told;
    private final StringBuilder text = new StringBuilder();
    private int line = 1;
    private int begun = 1;
    private int ahead = -2;

    /** @param reader buffered */
    Pieces(Reader reader, Language language, Consumer<Piece> told) {
        this.reader = reader;
        this.language = language;
        this.told = told;
    }

    void read() throws IOException {
        switch (language) {
            case CODE -> code();
            case SQL -> sql();
            case XML -> xml();
            case YAML, PROPERTIES -> lines();
        }
        end();
    }

    private void code() throws IOException {
        for (int c = next(); c >= 0; c = next()) {
            if (c == '/' && peek() == '/') {
                flush(Kind.WORD);
                comment("\n");
            } else if (c == '/' && peek() == '*') {
                flush(Kind.WORD);
                comment("*/");
            } else if (c == '"') {
                flush(Kind.WORD);
                string();
            } else if (c == '\'') {
                flush(Kind.WORD);
                until("'", true);
                text.setLength(0);
            } else if (Character.isJavaIdentifierPart(c)) {
                append(c, Kind.WORD);
            } else {
                flush(Kind.WORD);
                if (c == ';' || c == '{' || c == '}') {
                    told.accept(new Piece(Kind.END, "", line));
                } else if (!Character.isWhitespace(c)) {
                    told.accept(new Piece(Kind.SIGN, Character.toString(c), line));
                }
            }
        }
        flush(Kind.WORD);
    }

    /** A string in quotes, or a text block. */
    private void string() throws IOException {
        begun = line;
        if (peek() != '"') {
            until("\"", true);
        } else {
            next();
            if (peek() != '"') {
                return; // empty
            }
            next();
            until("\"\"\"", true);
        }
        flush(Kind.TEXT);
    }

    private void sql() throws IOException {
        for (int c = next(); c >= 0; c = next()) {
            if (c == '-' && peek() == '-') {
                flush(Kind.TEXT);
                comment("\n");
            } else if (c == '/' && peek() == '*') {
                flush(Kind.TEXT);
                comment("*/");
            } else if (c == ';') {
                flush(Kind.TEXT);
                told.accept(new Piece(Kind.END, "", line));
            } else {
                append(c, Kind.TEXT);
            }
        }
    }

    private void xml() throws IOException {
        for (int c = next(); c >= 0; c = next()) {
            if (c != '<') {
                append(c, Kind.TEXT);
                continue;
            }
            flush(Kind.TEXT);
            if (peek() == '!') {
                next();
                if (peek() == '-') {
                    comment("-->");
                } else if (peek() != '[') {
                    until(">", false);
                    text.setLength(0);
                } else {
                    until("[CDATA[", false);
                    text.setLength(0);
                }
            } else {
                tag();
            }
        }
        flush(Kind.TEXT);
    }

    private void tag() throws IOException {
        StringBuilder name = new StringBuilder();
        boolean named = false;
        boolean closing = peek() == '/';
        for (int c = next(); c >= 0 && c != '>'; c = next()) {
            if (c == '"' || c == '\'') {
                begun = line;
                until(Character.toString(c), false);
                told.accept(new Piece(Kind.SIGN, "=", begun));
                flush(Kind.TEXT);
                told.accept(new Piece(Kind.SIGN, ">", line));
            } else if (Character.isWhitespace(c)) {
                named = true;
            } else if (!named && c != '/') {
                name.append((char) c);
            }
        }
        if (closing && STATEMENT_TAGS.contains(name.toString().toLowerCase(java.util.Locale.ROOT))) {
            told.accept(new Piece(Kind.END, "", line));
        }
    }

    /** A comment begins with # where a word may begin; a statement ends with an empty line, or in properties with any. */
    private void lines() throws IOException {
        int before = '\n';
        char quote = 0;
        for (int c = next(); c >= 0; c = next()) {
            boolean first = before == '\n';
            boolean comment = quote == 0
                    && (c == '#' && (first || language == Language.YAML && Character.isWhitespace(before))
                            || c == '!' && first && language == Language.PROPERTIES);
            if (comment) {
                flush(Kind.TEXT);
                comment("\n");
                before = '\n';
                continue;
            }
            if (language == Language.YAML && (c == '"' || c == '\'') && (quote == 0 || quote == c)) {
                quote = quote == 0 && !Character.isLetterOrDigit(before) ? (char) c : 0;
            }
            append(c, Kind.TEXT);
            boolean continued = language == Language.PROPERTIES && before == '\\';
            if (c == '\n' && !continued && (first || language == Language.PROPERTIES)) {
                flush(Kind.TEXT);
                told.accept(new Piece(Kind.END, "", line));
                quote = 0;
            }
            before = Character.isWhitespace(c) && c != '\n' && first ? '\n' : c;
        }
    }

    private void comment(String ending) throws IOException {
        text.setLength(0);
        begun = line;
        until(ending, false);
        flush(Kind.COMMENT);
    }

    /** Takes everything up to the ending, and the ending too. */
    private void until(String ending, boolean escapes) throws IOException {
        StringBuilder last = new StringBuilder();
        for (int c = next(); c >= 0; c = next()) {
            if (escapes && c == '\\') {
                next();
                append(' ', Kind.TEXT);
                last.setLength(0);
                continue;
            }
            append(c, Kind.TEXT);
            last.append((char) c);
            if (last.length() > ending.length()) {
                last.deleteCharAt(0);
            }
            if (ending.contentEquals(last)) {
                text.setLength(Math.max(0, text.length() - ending.length()));
                return;
            }
        }
    }

    private void append(int c, Kind kind) {
        if (text.isEmpty()) {
            begun = c == '\n' ? line - 1 : line;
        }
        text.append((char) c);
        if (text.length() > LONGEST && !Character.isLetterOrDigit(c) && c != '_') {
            flush(kind);
            told.accept(new Piece(Kind.END, "", line));
        }
    }

    private void flush(Kind kind) {
        if (!text.isEmpty()) {
            told.accept(new Piece(kind, text.toString(), begun));
            text.setLength(0);
        }
    }

    private void end() {
        flush(Kind.TEXT);
        told.accept(new Piece(Kind.END, "", line));
    }

    private int next() throws IOException {
        int c = ahead == -2 ? reader.read() : ahead;
        ahead = -2;
        if (c == '\n') {
            line++;
        }
        return c;
    }

    private int peek() throws IOException {
        if (ahead == -2) {
            ahead = reader.read();
        }
        return ahead;
    }
}
