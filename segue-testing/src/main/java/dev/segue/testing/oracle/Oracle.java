package dev.segue.testing.oracle;

import dev.segue.testing.oracle.Findings.Kind;
import dev.segue.testing.oracle.WriteLog.Recorded;
import dev.segue.testing.oracle.WriteLog.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Knows every write that was announced and what became of it, and judges what is read by it. A value is good if it is of
 * a write to that very field which no acknowledged write has superseded, one that began after the first had been
 * acknowledged; of overlapping writes any may have won. A write of NULL through a shape that may have shown NULL there
 * already has changed nothing, so it supersedes nothing that came through the other shape. Rows are numbered by positive
 * keys below 2³¹. Thread-safe.
 */
public final class Oracle {

    /** Stands for the value of a field that a shape does not hold. */
    public static final String ABSENT = "(no such column)";

    /** The bit that stands for the existence of the row; NULL there means that it is gone. */
    static final int EXISTENCE = 1 << 15;

    /** Earlier than all writes. */
    private static final Recorded INITIAL_FILL = new Recorded(0, -1, 0, Shape.OLD, State.ACKNOWLEDGED, -1, -1);

    private final long epoch = System.nanoTime();
    private final List<Field> fields;
    private final InitialRows initial;
    private final List<WriteLog> logs = new CopyOnWriteArrayList<>();
    private final Map<Long, KeyHistory> histories = new ConcurrentHashMap<>();
    private final Findings readFindings = new Findings();
    private final Forgotten forgotten = new Forgotten();

    /**
     * Makes an oracle that knows of no write but the initial fill.
     *
     * @param fields numbered from 0 in this order
     */
    public Oracle(List<Field> fields, InitialRows initial) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).index() != i) {
                throw new IllegalArgumentException(fields.get(i) + " stands at place " + i);
            }
        }
        this.fields = List.copyOf(fields);
        this.initial = initial;
        this.logs.add(new WriteLog("initial fill"));
    }

    /** {@return a new writer; the name is for people} */
    public synchronized Writer writer(String name) {
        WriteLog log = new WriteLog(name);
        logs.add(log);
        return new Writer(this, logs.size() - 1, log);
    }

    /** {@return the oracle's time, in ns since its beginning; to be taken before a read} */
    public long now() {
        return System.nanoTime() - epoch;
    }

    /**
     * Forgets what has been written to a field alone, because the shape that held it is gone; when it comes back, the field
     * follows from another one again. Nobody may be writing to it.
     *
     * @param source the field it follows from; who wrote that wrote both
     */
    public void forget(Field field, Field source) {
        forgotten.add(field, source, now());
    }

    int allFields() {
        return (1 << fields.size()) - 1;
    }

    void remember(long token) {
        Recorded write = Objects.requireNonNull(recorded(token), "write");
        if (write.key() != Writer.UNKNOWN_KEY) {
            history(write.key()).add(token, this::recorded);
        }
    }

    void existenceWriteBegun(long key, int nulls) {
        history(key).existenceWriteBegun((nulls & EXISTENCE) != 0);
    }

    private KeyHistory history(long key) {
        return histories.computeIfAbsent(key, absent -> new KeyHistory());
    }

    private @Nullable Recorded recorded(long token) {
        int writer = Token.writer(token);
        Recorded write = writer >= logs.size() ? null : logs.get(writer).get(Token.sequence(token));
        return write == null ? null : forgotten.without(write);
    }

    /**
     * Judges what a request read while others write. What went through the other shape may still be on its way; what
     * went through this one must be there.
     *
     * @param before the oracle's time before the read
     * @param values the fields' values by their index, or null if the row was not found
     */
    public void read(Shape shape, long key, long before, @Nullable String @Nullable [] values) {
        KeyHistory history = histories.get(key);
        if (values == null) {
            boolean made = isInitial(key) || lastStarted(history, EXISTENCE, before, null) != null;
            if (made && (history == null || !history.deleteBegun())) {
                readFindings.add(Kind.LOST_WRITE, () -> describe(key, "the row is missing, read through " + shape));
            }
            return;
        }
        Recorded existence = lastStarted(history, EXISTENCE, before, null);
        if (existence != null && existence.writesNull(EXISTENCE) && history != null && !history.insertBegun()) {
            readFindings.add(Kind.GHOST, () -> describe(key, "the deleted row is there again, read through " + shape));
        }
        for (Field field : fields) {
            String value = values[field.index()];
            if (value != null && !value.equals(ABSENT)) {
                judge(readFindings, history, key, field, value, shape, before, field.shared() ? null : shape);
            }
        }
    }

    /**
     * Judges everything that is there. Nobody may be writing, and no write may be on its way from one shape to the
     * other.
     *
     * @param shapes the shapes that live
     * @return what is found now, and all that {@link #read} has found so far
     */
    public OracleReport check(Connection connection, RowSource source, Set<Shape> shapes) throws SQLException {
        Findings found = new Findings();
        BitSet seen = new BitSet();
        source.rows(connection, shapes, (key, values) -> {
            seen.set((int) key);
            judgeRow(found, key, values);
        });
        for (long key = 1; key <= initial.count(); key++) {
            if (!seen.get((int) key)) {
                judgeMissing(found, key);
            }
        }
        histories.keySet().stream()
                .filter(key -> !isInitial(key) && !seen.get(key.intValue()))
                .forEach(key -> judgeMissing(found, key));
        for (String stray : source.strays(connection, shapes)) {
            found.add(Kind.GHOST, () -> stray);
        }
        return found.with(readFindings, seen.cardinality());
    }

    /** {@return what {@link #read} has found so far} */
    public OracleReport reads() {
        return new Findings().with(readFindings, 0);
    }

    private void judgeRow(Findings found, long key, Map<Shape, @Nullable String[]> values) {
        KeyHistory history = histories.get(key);
        if (history == null && !isInitial(key)) {
            if (!ofOneUnknownInsert(values)) {
                found.add(Kind.GHOST, () -> describe(key, "nobody made this row"));
            }
            return;
        }
        if (!mayBe(history, key, EXISTENCE, false)) {
            found.add(Kind.GHOST, () -> describe(key, "the row was deleted or never made, and is there"));
            return;
        }
        for (Field field : fields) {
            Map<Shape, @Nullable String> byShape = new EnumMap<>(Shape.class);
            for (Map.Entry<Shape, @Nullable String[]> one : values.entrySet()) {
                String value = one.getValue()[field.index()];
                if (ABSENT.equals(value)) {
                    continue;
                }
                byShape.put(one.getKey(), value);
                if (value != null) {
                    judge(found, history, key, field, value, one.getKey(), Long.MAX_VALUE, null);
                } else if (!mayBe(history, key, field.bit(), true)) {
                    found.add(
                            Kind.LOST_WRITE,
                            () -> describe(
                                    key,
                                    field.name() + " is NULL in " + one.getKey()
                                            + ", and nobody wrote that, or it was replaced"));
                }
            }
            if (byShape.values().stream().map(field::token).distinct().count() > 1) {
                found.add(Kind.MISMATCH, () -> describe(key, field.name() + " differs: " + byShape));
            }
        }
    }

    private void judgeMissing(Findings found, long key) {
        KeyHistory history = histories.get(key);
        boolean made = isInitial(key) || lastStarted(history, EXISTENCE, Long.MAX_VALUE, null) != null;
        if (made && !mayBe(history, key, EXISTENCE, true)) {
            found.add(Kind.LOST_WRITE, () -> describe(key, "the row is missing, and nobody deleted it"));
        }
    }

    /** Judges one value: was it ever written there, and is it not older than a write that must be seen? */
    private void judge(
            Findings found,
            @Nullable KeyHistory history,
            long key,
            Field field,
            String value,
            Shape shape,
            long before,
            @Nullable Shape through) {
        OptionalLong token = field.token(value);
        Recorded write = token.isEmpty() ? null : written(token.getAsLong(), key, field);
        if (write == null) {
            found.add(
                    Kind.GHOST,
                    () -> describe(
                            key, field.name() + " is '" + value + "' in " + shape + ", which nobody wrote there"));
            return;
        }
        if (!write.acknowledged()) {
            return;
        }
        Shape madeThrough = field.shared() ? null : write.shape();
        Recorded last = lastStarted(history, field.bit(), before, through, madeThrough);
        if (last != null && last.start() > write.end()) {
            found.add(
                    Kind.LOST_WRITE,
                    () -> describe(
                            key,
                            field.name() + " is '" + value + "' in " + shape + ", which a write through "
                                    + last.shape() + " from " + millis(last.start()) + " to " + millis(last.end())
                                    + " had replaced"));
        }
    }

    /** {@return the write of that token if it can have written that field of that key, or null} */
    private @Nullable Recorded written(long token, long key, Field field) {
        if (Token.writer(token) == 0) {
            boolean there = isInitial(key) && Token.sequence(token) == key && (initial.nulls(key) & field.bit()) == 0;
            return there ? INITIAL_FILL : null;
        }
        Recorded write = recorded(token);
        if (write == null
                || write.state() == State.ROLLED_BACK
                || !write.writes(field.bit())
                || write.writesNull(field.bit())) {
            return null;
        }
        return write.key() == key || write.key() == Writer.UNKNOWN_KEY ? write : null;
    }

    /** {@return of the writes acknowledged before a moment the one that began last, or null} */
    private @Nullable Recorded lastStarted(
            @Nullable KeyHistory history, int field, long before, @Nullable Shape through) {
        return lastStarted(history, field, before, through, null);
    }

    /**
     * The same, without the writes that may have changed nothing, as the value was NULL already in the shape they came
     * through, while another was still on its way from the other shape.
     *
     * @param other the shape through which that other value was written, or null to count all writes
     */
    private @Nullable Recorded lastStarted(
            @Nullable KeyHistory history, int field, long before, @Nullable Shape through, @Nullable Shape other) {
        Recorded last = null;
        if (history != null) {
            long[] tokens = history.tokens();
            for (long token : tokens) {
                Recorded write = recorded(token);
                if (write != null
                        && write.acknowledged()
                        && write.writes(field)
                        && write.end() < before
                        && (through == null || write.shape() == through)
                        && (last == null || write.start() > last.start())
                        && (other == null || other == write.shape() || !wroteNullOverNull(tokens, field, write))) {
                    last = write;
                }
            }
        }
        return last;
    }

    /** {@return whether a write of NULL may have found NULL} */
    private boolean wroteNullOverNull(long[] tokens, int field, Recorded write) {
        if (!write.writesNull(field)) {
            return false;
        }
        for (long token : tokens) {
            Recorded earlier = recorded(token);
            if (earlier != null
                    && !earlier.equals(write)
                    && earlier.writesNull(field)
                    && earlier.start() < write.end()
                    && !valueBetween(tokens, field, earlier.end(), write)) {
                return true;
            }
        }
        return (initial.nulls(write.key()) & field) != 0
                && isInitial(write.key())
                && !valueBetween(tokens, field, -1, write);
    }

    /** {@return whether a value was surely written through the same shape between a moment and a write} */
    private boolean valueBetween(long[] tokens, int field, long from, Recorded write) {
        for (long token : tokens) {
            Recorded value = recorded(token);
            if (value != null
                    && value.acknowledged()
                    && value.shape() == write.shape()
                    && value.writes(field)
                    && !value.writesNull(field)
                    && value.start() > from
                    && value.end() < write.start()) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the field may be NULL (or the row be gone), or else may be anything but NULL} */
    private boolean mayBe(@Nullable KeyHistory history, long key, int field, boolean isNull) {
        Recorded last = lastStarted(history, field, Long.MAX_VALUE, null);
        boolean initially = isInitial(key) && ((initial.nulls(key) & field) != 0) == isNull;
        if (last == null && initially) {
            return true;
        }
        if (history != null) {
            for (long token : history.tokens()) {
                Recorded write = recorded(token);
                if (write != null && write.writes(field) && write.writesNull(field) == isNull) {
                    if (!write.acknowledged() || last == null || last.start() <= write.end()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean isInitial(long key) {
        return key >= 1 && key <= initial.count();
    }

    /** A row whose key nobody was told, because the connection broke, shows by its values who made it. */
    private boolean ofOneUnknownInsert(Map<Shape, @Nullable String[]> values) {
        for (@Nullable String[] row : values.values()) {
            for (Field field : fields) {
                OptionalLong token = field.token(row[field.index()]);
                Recorded write = token.isEmpty() ? null : recorded(token.getAsLong());
                if (write != null && write.state() == State.UNKNOWN && write.key() == Writer.UNKNOWN_KEY) {
                    return true;
                }
            }
        }
        return false;
    }

    private String describe(long key, String problem) {
        StringBuilder text = new StringBuilder("key " + key + ": " + problem);
        KeyHistory history = histories.get(key);
        if (history != null) {
            for (long token : history.tokens()) {
                Recorded write = Objects.requireNonNull(recorded(token), "write");
                text.append("\n    ").append(Token.text(token)).append(' ').append(write.names(fields));
                text.append(" through ").append(write.shape()).append(", ");
                text.append(write.state()).append(' ').append(millis(write.start()));
                text.append(" to ").append(millis(write.end())).append(", by ");
                text.append(logs.get(Token.writer(token)).name());
            }
        }
        return text.toString();
    }

    private static String millis(long nanos) {
        return nanos == Long.MAX_VALUE ? "?" : nanos / 1_000_000 + "." + nanos / 100_000 % 10 + " ms";
    }
}
