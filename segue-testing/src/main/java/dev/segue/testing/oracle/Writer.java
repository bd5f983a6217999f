package dev.segue.testing.oracle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session that writes. It announces each write before it sends the statement, and says what became of all of them
 * when the transaction has ended. For one thread.
 */
public final class Writer {

    /** The key of a row that the database is about to number. */
    public static final long UNKNOWN_KEY = -1;

    private final Oracle oracle;
    private final int number;
    private final WriteLog log;
    private final List<Write> open = new ArrayList<>();

    Writer(Oracle oracle, int number, WriteLog log) {
        this.oracle = oracle;
        this.number = number;
        this.log = log;
    }

    /** Announces that a row will be made with all its fields, some of them NULL. */
    public Write insert(Shape shape, long key, int nulls) {
        return begin(shape, key, oracle.allFields() | Oracle.EXISTENCE, nulls);
    }

    /** Announces that some fields of a row will be changed, some of them to NULL. */
    public Write update(Shape shape, long key, int fields, int nulls) {
        return begin(shape, key, fields, nulls);
    }

    /** Announces that a row will be deleted. */
    public Write delete(Shape shape, long key) {
        return begin(shape, key, Oracle.EXISTENCE, Oracle.EXISTENCE);
    }

    private Write begin(Shape shape, long key, int fields, int nulls) {
        long sequence = log.add(shape, key, fields, nulls, oracle.now());
        if ((fields & Oracle.EXISTENCE) != 0 && key != UNKNOWN_KEY) {
            oracle.existenceWriteBegun(key, nulls);
        }
        Write write = new Write(sequence, nulls);
        open.add(write);
        return write;
    }

    /** The transaction was committed, and the database said so; {@return how many writes that acknowledges} */
    public int acknowledged() {
        return end(WriteLog.State.ACKNOWLEDGED);
    }

    /** The transaction was surely not committed. */
    public void rolledBack() {
        end(WriteLog.State.ROLLED_BACK);
    }

    /** Whether the transaction was committed is not known, because the connection broke. */
    public void unknown() {
        end(WriteLog.State.UNKNOWN);
    }

    private int end(WriteLog.State state) {
        long now = oracle.now();
        int ended = 0;
        for (Write write : open) {
            WriteLog.State became = write.nothing ? WriteLog.State.ROLLED_BACK : state;
            log.end(write.sequence, became, now);
            if (became != WriteLog.State.ROLLED_BACK) {
                ended++;
                oracle.remember(Token.of(number, write.sequence));
            }
        }
        open.clear();
        return ended;
    }

    /** One write that was announced. */
    public final class Write {

        private final long sequence;
        private int nulls;
        private boolean nothing;

        private Write(long sequence, int nulls) {
            this.sequence = sequence;
            this.nulls = nulls;
        }

        /** {@return what this write is to write to a field; null where it was announced as NULL} */
        public @Nullable Object value(Field field) {
            return (nulls & field.bit()) != 0 ? null : field.value(Token.of(number, sequence));
        }

        /** Says which key the database gave; before the transaction ends. */
        public void key(long key) {
            log.key(sequence, key);
        }

        /** Says that the row was there already and only these fields were changed. */
        public void onlyUpdated(int fields) {
            nulls &= fields;
            log.fields(sequence, fields, nulls);
        }

        /** Says that no row was found, so nothing was written. */
        public void nothing() {
            nothing = true;
        }
    }
}
