package dev.segue.mapping;

import dev.segue.catalog.TableName;
import java.util.List;

/**
 * What an operation that moves data resolves to: how the values of one shape give those of the other. A dialect derives
 * from it the duplicate writes, the backfill, the comparison, and what contract and rollback take away.
 *
 * <p>Six kinds relate all data of the known refactorings (Ambler, Sadalage: <em>Refactoring Databases</em>): SameRow,
 * OneToOne, Lookup, Fold, Unnest and Route. Each kind arrives with the first operation that needs it, and the compiler
 * then asks every dialect for it.
 */
public sealed interface Mapping permits Lookup, SameRow {

    /** {@return the tables that hold either shape, in the order in which Segue locks them} */
    List<TableName> tables();

    /** {@return whether the old values can be had back from the new ones} */
    Fidelity fidelity();

    /** {@return one line for people: {@code orders(street, city) → addresses, by orders.address_id}} */
    String describe();

    /** Whether a value survives the way there and back. */
    enum Fidelity {
        /** Every value comes back as it was. */
        LOSSLESS,
        /** An equivalent value comes back: what {@code down(up(x))} makes of it. */
        LOSSY
    }

    /** What happens to an old write whose new value fails an expression or a constraint of the new shape. */
    public enum OnUnmappable {
        NOTE,
        REJECT
    }
}
