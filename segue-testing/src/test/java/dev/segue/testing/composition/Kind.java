package dev.segue.testing.composition;

import java.util.SplittableRandom;

/** A type that a column of a random table may have, with values of it. */
enum Kind {
    INTEGER("integer"),
    BIGINT("bigint"),
    TEXT("text"),
    VARCHAR("character varying(40)"),
    NUMERIC("numeric(12,2)"),
    BOOLEAN("boolean"),
    DATE("date"),
    TIMESTAMPTZ("timestamp with time zone"),
    UUID("uuid"),
    JSONB("jsonb"),
    ARRAY("text[]"),
    ENUM("\"Mood\"");

    private final String sql;

    Kind(String sql) {
        this.sql = sql;
    }

    /** {@return the type as SQL} */
    String sql() {
        return sql;
    }

    /** {@return whether one value of a number gives another one than any other number does} */
    boolean tellsApart() {
        return this != BOOLEAN && this != ENUM;
    }

    boolean isText() {
        return this == TEXT || this == VARCHAR;
    }

    boolean isNumber() {
        return this == INTEGER || this == BIGINT || this == NUMERIC;
    }

    /** {@return whether a B-tree orders it and a default of it is told easily} */
    boolean isPlain() {
        return this != JSONB && this != ARRAY;
    }

    /** {@return a value that belongs to the number} */
    String literal(int number) {
        return switch (this) {
            case INTEGER, BIGINT -> Integer.toString(number);
            case NUMERIC -> number + ".25";
            case TEXT, VARCHAR -> "'w" + number + " x" + number % 7 + "'";
            case BOOLEAN -> number % 2 == 0 ? "true" : "false";
            case DATE -> "DATE '2020-01-01' + " + number;
            case TIMESTAMPTZ -> "TIMESTAMPTZ '2020-01-01 00:00:00+00' + " + number + " * interval '1 minute'";
            case UUID -> "md5('" + number + "')::uuid";
            case JSONB -> "'{\"n\": " + number + ", \"t\": [1, null]}'::jsonb";
            case ARRAY -> "ARRAY['a" + number + "', NULL, '']";
            case ENUM -> "'" + new String[] {"calm", "glad", "Wild one"}[number % 3] + "'";
        };
    }

    static Kind any(SplittableRandom random) {
        return values()[random.nextInt(values().length)];
    }
}
