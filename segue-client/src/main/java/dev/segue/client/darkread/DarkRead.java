package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place of the code that reads from both shapes, by name. Thread-safe; made once and kept.
 *
 * <pre>{@code
 * DarkRead<Address> addressOfOrder = darkReads.register("orders.address", Rules.STRICT);
 * …
 * Address address = addressOfOrder
 *         .oldShape(c -> Addresses.inOrder(c, orderId))
 *         .newShape(c -> Addresses.ofOrder(c, orderId))
 *         .read(connection, flag.isOn(customerId));
 * }</pre>
 *
 * @param <T> the answer; a record, map, list or array of such is compared field by field, anything else by equality
 */
public final class DarkRead<T> {

    private static final Logger LOG = LoggerFactory.getLogger(DarkRead.class);
    private static final int MOST_COMPLAINTS = 20;

    private final String name;
    private final Rules rules;
    private final Snapshot snapshot;
    private final Spacing spacing;
    private final DarkReads reads;
    private final Ledger ledger = new Ledger();
    private final Calibrator calibrator = new Calibrator();
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    DarkRead(String name, Rules rules, Snapshot snapshot, Spacing spacing, DarkReads reads) {
        this.name = name;
        this.rules = rules;
        this.snapshot = snapshot;
        this.spacing = spacing;
        this.reads = reads;
    }

    /** {@return the name by which it is reported} */
    public String name() {
        return name;
    }

    /** {@return one read, of which the way to the new shape is still to be said} Cheap. */
    public OldShape<T> oldShape(ShapeReader<T> old) {
        return new OldShape<>(this, old);
    }

    /**
     * Answers from one shape, on the caller's thread and connection; sometimes the other is read too and compared, where
     * the {@link Snapshot} of the registration says.
     *
     * @param connection the caller's
     * @param newLeads whether the new shape answers
     * @return the leading shape's answer, whatever the other one does
     * @throws SQLException what the leading reader throws
     */
    public @Nullable T read(Connection connection, boolean newLeads, ShapeReader<T> old, ShapeReader<T> fresh)
            throws SQLException {
        ShapeReader<T> leading = newLeads ? fresh : old;
        if (!reads.chosen(spacing)) {
            return leading.read(connection);
        }
        T answer;
        try {
            answer = leading.read(connection);
        } catch (SQLException | RuntimeException e) {
            reads.failed(this, newLeads, e, old, fresh);
            throw e;
        }
        reads.answered(this, newLeads, answer, old, fresh, snapshot == Snapshot.CALLERS ? connection : null);
        return answer;
    }

    /**
     * Answers from one shape, on a connection of the pool that is given back before the other shape is read: where the
     * application's whole read is this one, the dark side never holds a second connection beside it.
     *
     * @see #read(Connection, boolean, ShapeReader, ShapeReader)
     */
    public @Nullable T read(DataSource database, boolean newLeads, ShapeReader<T> old, ShapeReader<T> fresh)
            throws SQLException {
        ShapeReader<T> leading = newLeads ? fresh : old;
        if (!reads.chosen(spacing)) {
            try (Connection connection = database.getConnection()) {
                return leading.read(connection);
            }
        }
        T answer;
        try (Connection connection = database.getConnection()) {
            answer = leading.read(connection);
        } catch (SQLException | RuntimeException e) {
            reads.failed(this, newLeads, e, old, fresh);
            throw e;
        }
        reads.answered(this, newLeads, answer, old, fresh, null);
        return answer;
    }

    /**
     * Answers with what the caller gives, which reads on its own thread in its own way, such as a framework's; sometimes the
     * other shape is read too and compared, in a transaction of its own.
     *
     * @param newLeads whether it is the new shape's answer
     * @param leading gives the answer
     * @param old reads the old shape on another thread, with the connection that it is given
     * @param fresh reads the new shape in the same way
     * @return the answer, whatever the other shape does
     * @throws Exception what {@code leading} throws
     */
    public @Nullable T read(
            boolean newLeads, Callable<? extends @Nullable T> leading, ShapeReader<T> old, ShapeReader<T> fresh)
            throws Exception {
        if (!reads.chosen(spacing)) {
            return leading.call();
        }
        T answer;
        try {
            answer = leading.call();
        } catch (Exception e) {
            reads.failed(this, newLeads, e, old, fresh);
            throw e;
        }
        reads.answered(this, newLeads, answer, old, fresh, null);
        return answer;
    }

    /** {@return how many reads came to this verdict, since the process began} */
    public long count(Verdict verdict) {
        return ledger.of(verdict);
    }

    /** {@return how many reads were not compared, because too many were waiting} */
    public long dropped() {
        return ledger.dropped();
    }

    /** {@return what came of reading one shape twice} */
    public Calibration calibration() {
        return calibrator.result();
    }

    Rules rules() {
        return rules;
    }

    Ledger ledger() {
        return ledger;
    }

    Calibrator calibrator() {
        return calibrator;
    }

    /** Says once for each kind why a dark read gave no answer; without the error's message, which may hold values. */
    void complain(Throwable error) {
        String kind = error.getClass().getName() + (error instanceof SQLException sql ? " " + sql.getSQLState() : "");
        if (!reads.isClosed() && complaints.size() < MOST_COMPLAINTS && complaints.add(kind)) {
            LOG.warn("{}: a dark read of {} gave no answer: {}", reads.migration(), name, kind);
        }
    }
}
