package dev.segue.client.hold;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** A connection whose end is told to the hold, once. */
final class HeldConnection implements InvocationHandler {

    private final Pass pass;
    private final Connection connection;

    private HeldConnection(Pass pass, Connection connection) {
        this.pass = pass;
        this.connection = connection;
    }

    static Connection of(Pass pass, Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                HeldConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new HeldConnection(pass, connection));
    }

    @Override
    @SuppressWarnings("argument") // what the application gives is the connection's to judge
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
            return arguments != null && proxy == arguments[0];
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        } finally {
            if (method.getName().equals("close") || method.getName().equals("abort")) {
                pass.close();
            }
        }
    }
}
