package dev.segue.examples.orders;

import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Rules;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Version 2: runs on both shapes, and the flag says which one a request uses. It is deployed once, while version 1 still
 * runs; from then on only the flag moves, forwards and back. Some of its reads ask both shapes and compare.
 */
public final class OrderRepositoryV2 implements OrderRepository {

    private final DataSource database;
    private final OrderRepository inline;
    private final OrderRepository separate;
    private final Segue segue;
    private final Migration extractAddress;
    private final DarkReads darkReads;
    private final DarkRead<Order> orderPage;

    /**
     * Registers this instance for the migration, which has to be begun.
     *
     * @param database the pool of the service
     * @param smallPool from which dark reads take their connections, so that they never take the service's last one
     * @throws dev.segue.client.JournalException if the journal does not know the migration, or cannot be asked
     */
    public OrderRepositoryV2(DataSource database, DataSource smallPool, ClientSettings settings) {
        this.database = database;
        this.inline = new OrderRepositoryV1(database);
        this.separate = new OrderRepositoryV3(database);
        this.segue = Segue.open(database, settings);
        this.extractAddress = segue.migration("0007_extract_address", Shapes.BOTH);
        this.darkReads =
                extractAddress.darkReads(smallPool, DarkReadSettings.standard().withPerTenThousand(1000));
        this.orderPage = darkReads.register("order page", Rules.STRICT);
    }

    /** {@return how many of a hundred orders use the new shape} */
    public int percent() {
        return extractAddress.flag().percent();
    }

    private OrderRepository of(long key) {
        return extractAddress.flag().isOn(Long.toString(key)) ? separate : inline;
    }

    @Override
    public long place(long customerId, BigDecimal total, Address address) throws SQLException {
        return of(customerId).place(customerId, total, address);
    }

    @Override
    public Optional<Order> find(long id) throws SQLException {
        Order order = orderPage
                .oldShape(connection -> OrderRepositoryV1.find(connection, id))
                .newShape(connection -> OrderRepositoryV3.find(connection, id))
                .read(database, extractAddress.flag().isOn(Long.toString(id)));
        return Optional.ofNullable(order);
    }

    @Override
    public boolean changeAddress(long id, Address address) throws SQLException {
        return of(id).changeAddress(id, address);
    }

    @Override
    public boolean cancel(long id) throws SQLException {
        return of(id).cancel(id);
    }

    /** To be called before the pools are closed. */
    @Override
    public void close() {
        darkReads.close();
        segue.close();
    }
}
