package dev.segue.postgresql;

/**
 * The names of everything that a lookup's duplicate writes are made of. Segue's own objects live in its schema; triggers
 * live on the application's tables, where the order of their names is the order in which they fire.
 */
record LookupNames(String migration, String base) {

    /** Sorts before every trigger whose name begins with a letter, and before the server's own {@code RI_…}. */
    private static final String FIRST = "!segue_";

    /** Sorts after every trigger whose name is ASCII. */
    private static final String LAST = "~segue_";

    static LookupNames of(String migration, int ordinal) {
        String base = ordinal == 1 ? migration : migration + "_" + ordinal;
        return new LookupNames(migration, Sql.fit(base, 40));
    }

    String function(String role) {
        return Sql.own(base + "_" + role);
    }

    String forward(int entry) {
        return function("forward_" + (entry + 1));
    }

    String backward(int entry) {
        return function("backward_" + (entry + 1));
    }

    String agrees(int entry) {
        return function("agrees_" + (entry + 1));
    }

    String noteChild() {
        return Sql.own(base + "_note_child");
    }

    String noteParent() {
        return Sql.own(base + "_note_parent");
    }

    /** {@return the sequence with the time of the last link to a parent that another transaction made} */
    String linked() {
        return Sql.own(base + "_linked");
    }

    /** {@return the trigger that settles what is noted of a child; alone of its name in Segue's schema} */
    String lateNotes() {
        return Sql.fit(base + "_settle");
    }

    /** {@return the trigger that settles what is noted of a parent; alone of its name too} */
    String lateParentNotes() {
        return Sql.fit(base + "_settle_parent");
    }

    /** {@return the index of the parent by which equal rows are found} */
    String equalRows() {
        return Sql.fit("segue_" + base + "_equal");
    }

    String order() {
        return Sql.own(base + "_order");
    }

    /** {@return the setting in which a transaction keeps from where on its notes are in order} */
    String inOrder() {
        return "segue.in_order_" + Sql.hash(base);
    }

    String quiet() {
        return Sql.own(base + "_quiet");
    }

    /** {@return the column that tells a filling statement from the application's} */
    String mark() {
        return Sql.fit("segue_" + base);
    }

    String first(String role) {
        return Sql.id(FIRST + base + "_" + role);
    }

    String last(String role) {
        return Sql.id(LAST + base + "_" + role);
    }

    static String open(String column) {
        return Sql.fit("segue_new_" + column);
    }

    static String sealed(String column) {
        return Sql.fit("segue_sealed_" + column);
    }
}
