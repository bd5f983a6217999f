package dev.segue.testing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InspectionQueriesTest {

    private final EmbeddedServer server = SharedServers.of(Majors.one());
    private final String database = server.freshDatabase("queries");

    @AfterEach
    void drop() {
        server.dropDatabase(database);
    }

    @Test
    void manyTablesTakeAsManyQueriesAsOne() throws SQLException {
        make(1, 1);
        int ofOne = statements(1);

        make(2, 60);

        assertThat(statements(60)).isEqualTo(ofOne).isLessThan(40);
    }

    private void make(int from, int to) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            for (int n = from; n <= to; n++) {
                statement.execute("CREATE TABLE t" + n + " (id bigint PRIMARY KEY, name text UNIQUE)");
                statement.execute("CREATE VIEW v" + n + " AS SELECT name FROM t" + n);
            }
        }
    }

    /** {@return how many statements an inspection sends} */
    private int statements(int tables) {
        AtomicInteger count = new AtomicInteger();
        DataSource real = server.dataSource(database);
        DataSource counting = proxy(
                DataSource.class,
                real,
                (name, result) -> result instanceof Connection connection ? counted(connection, count) : result);
        assertThat(Engines.open(server.url(database), counting, EngineSettings.standard(), EngineListener.NONE)
                        .inspect(List.of())
                        .tables())
                .hasSize(tables);
        return count.get();
    }

    private static Connection counted(Connection connection, AtomicInteger count) {
        return proxy(Connection.class, connection, (name, result) -> {
            if (name.equals("prepareStatement") || name.equals("createStatement")) {
                count.incrementAndGet();
            }
            return result;
        });
    }

    private interface After {
        Object see(String method, Object result);
    }

    private static <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(Proxy.newProxyInstance(
                InspectionQueriesTest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return after.see(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
