package dev.segue.testing.locks;

/** What a table is to an operation. */
enum TableRole {
    CHANGED("the table"),
    PARTITION("its partitions"),
    REFERENCED("the table referred to"),
    MADE("the new table");

    private final String words;

    TableRole(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
