package dev.segue.testing.load;

import dev.segue.client.Stage;
import dev.segue.testing.oracle.Oracle;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.oracle.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a request has at hand: its session's connection, chance, and the oracle to tell. For one thread. */
public final class Work {

    private final String instance;
    private final Connection connection;
    private final Random random;
    private final Keys keys;
    private final Oracle oracle;
    private final Writer writer;
    private final FlagSource.Decision decision;
    private @Nullable String statement;
    private boolean rollback;

    Work(
            String instance,
            Connection connection,
            Random random,
            Keys keys,
            Oracle oracle,
            Writer writer,
            FlagSource.Decision decision) {
        this.instance = instance;
        this.connection = connection;
        this.random = random;
        this.keys = keys;
        this.oracle = oracle;
        this.writer = writer;
        this.decision = decision;
    }

    /** Prepares a statement, which is remembered in case it fails. */
    public PreparedStatement prepare(String sql) throws SQLException {
        statement = sql;
        return connection.prepareStatement(sql);
    }

    /** {@return the instance whose request this is: {@code new-2}} */
    public String instance() {
        return instance;
    }

    /** {@return the session's connection; a request neither commits nor closes it} */
    public Connection connection() {
        return connection;
    }

    public Random random() {
        return random;
    }

    public Keys keys() {
        return keys;
    }

    public Oracle oracle() {
        return oracle;
    }

    public Writer writer() {
        return writer;
    }

    /** {@return the shape this request uses} */
    public Shape shape() {
        return decision.on() ? Shape.NEW : Shape.OLD;
    }

    /** {@return the stage this request goes by, where the application writes twice itself; else null} */
    public @Nullable Stage stage() {
        return decision.stage();
    }

    /** Has the transaction rolled back at its end, as an application does that changes its mind. */
    public void rollBack() {
        rollback = true;
    }

    boolean isRollback() {
        return rollback;
    }

    @Nullable
    String statement() {
        return statement;
    }
}
