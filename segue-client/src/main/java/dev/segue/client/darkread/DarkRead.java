package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place of the code that reads from both shapes, by name. Thread-safe; made once and kept.
 *
 * <pre>{@code
 * DarkRead<Address> addressOfOrder = darkReads.register("orders.address", Rules.STRICT);
 * …
 * Address address = addressOfOrder.read(connection, flag.isOn(customerId),
 *         c -> Addresses.inOrder(c, orderId),
 *         c -> Addresses.ofOrder(c, orderId));
 * }</pre>
 *
 * @param <T> the answer; a record, map, list or array of such is compared field by field, anything else by equality
 */
public final class DarkRead<T> {

    private final String name;
    private final Rules rules;
    private final DarkReads reads;
    private final Counts counts = new Counts();

    DarkRead(String name, Rules rules, DarkReads reads) {
        this.name = Objects.requireNonNull(name, "name");
        this.rules = Objects.requireNonNull(rules, "rules");
        this.reads = reads;
    }

    /** {@return the name by which it is reported} */
    public String name() {
        return name;
    }

    /**
     * Answers from one shape, on the caller's thread and connection; sometimes the other is read and compared afterwards,
     * on a thread and a connection of its own.
     *
     * @param connection the caller's
     * @param newLeads whether the new shape answers
     * @return the leading shape's answer, whatever the other one does
     * @throws SQLException what the leading reader throws
     */
    public @Nullable T read(Connection connection, boolean newLeads, ShapeReader<T> old, ShapeReader<T> fresh)
            throws SQLException {
        ShapeReader<T> leading = newLeads ? fresh : old;
        if (!reads.chosen()) {
            return leading.read(connection);
        }
        T answer;
        try {
            answer = leading.read(connection);
        } catch (SQLException | RuntimeException e) {
            reads.compare(this, newLeads, () -> Answer.failed(e), old, fresh);
            throw e;
        }
        reads.compare(this, newLeads, () -> Answer.of(answer, rules), old, fresh);
        return answer;
    }

    /** {@return how many reads came to this verdict, since the process began} */
    public long count(Verdict verdict) {
        return counts.of(verdict);
    }

    /** {@return how many reads were not compared, because too many were waiting} */
    public long dropped() {
        return counts.dropped();
    }

    Rules rules() {
        return rules;
    }

    Counts counts() {
        return counts;
    }
}
