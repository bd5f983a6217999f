package dev.segue.client.darkread;

/** Paths to fields: names joined by dots, places of lists in brackets. */
final class Paths {

    private Paths() {}

    static String field(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Any place of a list, as rules name it. */
    static String member(String path) {
        return path + "[*]";
    }

    static String place(String path, int place) {
        return path + "[" + place + "]";
    }

    static String size(String path) {
        return field(path, "size()");
    }

    /** {@return whether a path is another one or lies below it} */
    static boolean covers(String above, String path) {
        return path.startsWith(above)
                && (path.length() == above.length()
                        || path.charAt(above.length()) == '.'
                        || path.charAt(above.length()) == '[');
    }
}
