package dev.segue.testing.oracle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All writes of one writer: 32 bytes each. Written by the writer's thread, read by anyone. */
final class WriteLog {

    /** What became of a write. */
    enum State {
        PENDING,
        ACKNOWLEDGED,
        ROLLED_BACK,
        UNKNOWN
    }

    private static final int CHUNK = 1024;
    private static final int WORDS = 4;
    private static final int KEY = 0;
    private static final int WHAT = 1;
    private static final int START = 2;
    private static final int END = 3;
    private static final long NEW_SHAPE = 0x10L;
    private static final List<State> STATES = List.of(State.values());

    private final String name;
    private final List<long[]> chunks = new ArrayList<>();
    private long count;

    WriteLog(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Adds a write whose outcome is not known yet; {@return its number} */
    synchronized long add(Shape shape, long key, int fields, int nulls, long start) {
        if (count % CHUNK == 0) {
            chunks.add(new long[CHUNK * WORDS]);
        }
        long sequence = count++;
        set(sequence, KEY, key);
        set(sequence, WHAT, what(fields, nulls, shape == Shape.NEW ? NEW_SHAPE : 0));
        set(sequence, START, start);
        set(sequence, END, Long.MAX_VALUE);
        return sequence;
    }

    synchronized void key(long sequence, long key) {
        set(sequence, KEY, key);
    }

    synchronized void fields(long sequence, int fields, int nulls) {
        set(sequence, WHAT, what(fields, nulls, get(sequence, WHAT) & NEW_SHAPE));
    }

    synchronized void end(long sequence, State state, long end) {
        set(sequence, WHAT, (get(sequence, WHAT) & ~0xFL) | STATES.indexOf(state));
        set(sequence, END, end);
    }

    /** {@return a write, or null if there is none of that number} */
    synchronized @Nullable Recorded get(long sequence) {
        if (sequence < 0 || sequence >= count) {
            return null;
        }
        long what = get(sequence, WHAT);
        return new Recorded(
                get(sequence, KEY),
                (int) (what >>> 32),
                (int) ((what >>> 8) & 0xFFFF),
                (what & NEW_SHAPE) == 0 ? Shape.OLD : Shape.NEW,
                STATES.get((int) (what & 0xF)),
                get(sequence, START),
                get(sequence, END));
    }

    private static long what(int fields, int nulls, long shape) {
        return ((long) fields << 32) | ((long) nulls << 8) | shape;
    }

    private long get(long sequence, int word) {
        return chunks.get((int) (sequence / CHUNK))[(int) (sequence % CHUNK) * WORDS + word];
    }

    private void set(long sequence, int word, long value) {
        chunks.get((int) (sequence / CHUNK))[(int) (sequence % CHUNK) * WORDS + word] = value;
    }

    /**
     * One write as it stands.
     *
     * @param start before its statement was sent, in ns since the oracle's beginning
     * @param end after its transaction was acknowledged; the largest number while it is not
     */
    record Recorded(long key, int fields, int nulls, Shape shape, State state, long start, long end) {

        boolean writes(int field) {
            return (fields & field) != 0;
        }

        boolean writesNull(int field) {
            return (fields & nulls & field) != 0;
        }

        Recorded withFields(int others) {
            return others == fields ? this : new Recorded(key, others, nulls, shape, state, start, end);
        }

        /** {@return what it does, for people} */
        String names(List<Field> all) {
            if (writes(Oracle.EXISTENCE)) {
                return writesNull(Oracle.EXISTENCE) ? "deletes" : "inserts";
            }
            StringBuilder text = new StringBuilder("updates");
            for (Field field : all) {
                if (writes(field.bit())) {
                    text.append(' ').append(field.name()).append(writesNull(field.bit()) ? "=NULL" : "");
                }
            }
            return text.toString();
        }

        boolean acknowledged() {
            return state == State.ACKNOWLEDGED;
        }
    }
}
