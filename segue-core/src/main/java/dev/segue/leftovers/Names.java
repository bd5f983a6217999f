package dev.segue.leftovers;

import java.util.Locale;

/** How code calls what the database calls otherwise. */
final class Names {

    private Names() {}

    /** {@return {@code zipCode} of {@code zip_code}} */
    static String camel(String name) {
        StringBuilder camel = new StringBuilder();
        boolean upper = false;
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if (c == '_') {
                upper = !camel.isEmpty();
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }

    /** {@return {@code order_line} of {@code OrderLine}} */
    static String snake(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /** {@return whether a class of that name is mapped to the table where no annotation says otherwise} */
    static boolean maps(String className, String table) {
        String snake = snake(className);
        String wanted = table.toLowerCase(Locale.ROOT);
        return wanted.equals(snake) || singular(wanted).equals(snake);
    }

    /** {@return the word without the ending of its plural} */
    static String singular(String table) {
        if (table.endsWith("ies")) {
            return table.substring(0, table.length() - 3) + "y";
        }
        if (table.endsWith("sses") || table.endsWith("xes") || table.endsWith("ches")) {
            return table.substring(0, table.length() - 2);
        }
        return table.endsWith("s") ? table.substring(0, table.length() - 1) : table;
    }
}
