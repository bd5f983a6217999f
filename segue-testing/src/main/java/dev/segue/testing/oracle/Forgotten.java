package dev.segue.testing.oracle;

import dev.segue.testing.oracle.WriteLog.Recorded;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Fields whose writes do not count before a moment, unless they wrote another field too. Thread-safe. */
final class Forgotten {

    private final Map<Field, Since> fields = new ConcurrentHashMap<>();

    private record Since(Field unless, long moment) {}

    void add(Field field, Field unless, long moment) {
        fields.put(field, new Since(unless, moment));
    }

    /** {@return a write without the fields in which it does not count} */
    Recorded without(Recorded write) {
        int left = write.fields();
        for (Map.Entry<Field, Since> one : fields.entrySet()) {
            Since since = one.getValue();
            if (write.start() < since.moment() && !write.writes(since.unless().bit())) {
                left &= ~one.getKey().bit();
            }
        }
        return write.withFields(left);
    }
}
