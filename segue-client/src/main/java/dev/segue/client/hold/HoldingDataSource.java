package dev.segue.client.hold;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gives connections out only while the system runs. */
final class HoldingDataSource implements DataSource {

    private final TrafficHold hold;
    private final DataSource source;

    HoldingDataSource(TrafficHold hold, DataSource source) {
        this.hold = hold;
        this.source = source;
    }

    private interface Opening {
        Connection open() throws SQLException;
    }

    private Connection open(Opening opening) throws SQLException {
        Pass pass = hold.pass();
        boolean given = false;
        try {
            Connection connection = HeldConnection.of(pass, opening.open());
            given = true;
            return connection;
        } finally {
            if (!given) {
                pass.close();
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return open(source::getConnection);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return open(() -> source.getConnection(user, password));
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.segue.client");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(source) ? type.cast(source) : source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(source) || source.isWrapperFor(type);
    }
}
