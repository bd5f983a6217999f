package dev.segue.testing.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** A source of connections that counts what is prepared on them. */
final class Counting {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final DataSource source;

    Counting(DataSource database) {
        this.source = (DataSource) Proxy.newProxyInstance(
                Counting.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> counted(database.getConnection()));
    }

    private Object counted(Connection connection) {
        return Proxy.newProxyInstance(
                Counting.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        asked.add((String) arguments[0]);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    DataSource dataSource() {
        return source;
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    int statements() {
        return asked.size();
    }
}
