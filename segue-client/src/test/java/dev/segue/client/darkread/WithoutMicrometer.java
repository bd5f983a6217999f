package dev.segue.client.darkread;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.DataSource;

/** An application without Micrometer, whose database is away. */
public final class WithoutMicrometer {

    private static final DataSource AWAY = (DataSource) Proxy.newProxyInstance(
            DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                throw new SQLException("the database is away", "08001");
            });

    private WithoutMicrometer() {}

    static DarkReads reads() {
        return new DarkReads(
                new Origin("0007_extract_address", "v42", () -> 1, () -> 1), AWAY, DarkReadSettings.standard());
    }

    /** Starts, registers, reports in vain and ends. */
    public static String run() {
        try (DarkReads reads = reads()) {
            reads.register("first", Rules.STRICT);
            reads.flush();
        }
        return "ran without micrometer";
    }
}
