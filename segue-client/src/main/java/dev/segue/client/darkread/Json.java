package dev.segue.client.darkread;

/** Writes JSON; what no JSON of a database takes (a NUL, half a surrogate pair) becomes U+FFFD. */
final class Json {

    private Json() {}

    /** An object under construction. */
    static final class Fields {
        private final StringBuilder text = new StringBuilder();

        Fields with(String name, String value) {
            return raw(name, quoted(value));
        }

        Fields with(String name, long value) {
            return raw(name, Long.toString(value));
        }

        Fields with(String name, Array value) {
            return raw(name, value.toString());
        }

        private Fields raw(String name, String value) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(quoted(name))
                    .append(':')
                    .append(value);
            return this;
        }

        @Override
        public String toString() {
            return "{" + text + "}";
        }
    }

    /** An array under construction. */
    static final class Array {
        private final StringBuilder text = new StringBuilder();

        Array add(Fields value) {
            text.append(text.isEmpty() ? "" : ",").append(value);
            return this;
        }

        Array add(String value) {
            text.append(text.isEmpty() ? "" : ",").append(quoted(value));
            return this;
        }

        @Override
        public String toString() {
            return "[" + text + "]";
        }
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                text.append('\\').appendCodePoint(point);
            } else if (point == 0 || point >= 0xD800 && point <= 0xDFFF) {
                text.append('\uFFFD');
            } else if (point < 0x20) {
                text.append(String.format("\\u%04x", point));
            } else {
                text.appendCodePoint(point);
            }
        });
        return text.append('"').toString();
    }
}
