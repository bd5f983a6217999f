package dev.segue.spring.orders;

import dev.segue.spring.DarkRead;
import dev.segue.spring.DuplicateWrite;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;

/** Orders with Spring's JDBC. */
public class JdbcOrders implements Orders {

    private final JdbcTemplate jdbc;

    private final Set<String> backends = ConcurrentHashMap.newKeySet();

    public JdbcOrders(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** {@return the server processes that the two readers spoke to} */
    public Set<String> backends() {
        return backends;
    }

    @Override
    @DuplicateWrite(
            migration = "0007_extract_address",
            name = "orders.place",
            key = "#street",
            newShape = "placeSeparate")
    public Long place(String street) {
        return jdbc.queryForObject("INSERT INTO orders (street) VALUES (?) RETURNING id", Long.class, street);
    }

    Long placeSeparate(String street, @Nullable Long placed) {
        Long address =
                jdbc.queryForObject("INSERT INTO addresses (street) VALUES (?) RETURNING id", Long.class, street);
        if (placed == null) { // The old shape was not written.
            return jdbc.queryForObject("INSERT INTO orders (address_id) VALUES (?) RETURNING id", Long.class, address);
        }
        jdbc.update("UPDATE orders SET address_id = ? WHERE id = ?", address, placed);
        return placed;
    }

    @Override
    @DuplicateWrite(migration = "0007_extract_address", key = "#id", newShape = "moveSeparate")
    public boolean move(long id, String street) {
        return jdbc.update("UPDATE orders SET street = ? WHERE id = ?", street, id) > 0;
    }

    boolean moveSeparate(long id, String street) {
        if (street.equals("refused by the new shape")) {
            throw new IllegalArgumentException(street);
        }
        return jdbc.update(
                        "UPDATE addresses SET street = ? WHERE id = (SELECT address_id FROM orders WHERE id = ?)",
                        street,
                        id)
                > 0;
    }

    @Override
    @DarkRead(migration = "0007_extract_address", name = "order page", key = "#id", newShape = "findSeparate")
    public Order find(long id) {
        return read("SELECT street FROM orders WHERE id = ?", id);
    }

    Order findSeparate(long id) {
        return read("SELECT a.street FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.id = ?", id);
    }

    private Order read(String sql, long id) {
        return jdbc.queryForObject(
                sql,
                (row, number) -> {
                    backends.add(backendOf(row));
                    return new Order(id, row.getString(1));
                },
                id);
    }

    private static String backendOf(ResultSet row) throws SQLException {
        PGConnection connection = row.getStatement().getConnection().unwrap(PGConnection.class);
        return String.valueOf(connection.getBackendPID());
    }
}
