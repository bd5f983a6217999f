package dev.segue.examples.orders;

import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Stage;
import dev.segue.client.Work;
import dev.segue.client.darkread.BothShapes;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Rules;
import dev.segue.client.duplicate.DuplicateWriteOf;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Version 2 where triggers are forbidden: it writes both shapes itself, as the stage says, and takes the place that
 * {@link OrderRepositoryV2} has otherwise.
 */
public final class OrderRepositoryInStages implements OrderRepository {

    private record NewOrder(long customerId, BigDecimal total, Address address) {}

    private record Move(long id, Address address) {}

    private final DataSource database;
    private final Segue segue;
    private final Migration extractAddress;
    private final DarkReads darkReads;
    private final DarkRead<Order> orderPage;
    private final DuplicateWriteOf<NewOrder, Long> place;
    private final DuplicateWriteOf<Move, Boolean> move;
    private final DuplicateWriteOf<Long, Cancelled> cancel;

    /**
     * Registers this instance for the migration, which has to be begun.
     *
     * @param database the pool of the service
     * @param smallPool from which dark reads take their connections
     * @throws dev.segue.client.JournalException if the journal does not know the migration, or cannot be asked
     */
    public OrderRepositoryInStages(DataSource database, DataSource smallPool, ClientSettings settings) {
        this.database = database;
        this.segue = Segue.open(database, settings);
        this.extractAddress = segue.migration("0007_extract_address", Shapes.BOTH);
        this.darkReads =
                extractAddress.darkReads(smallPool, DarkReadSettings.standard().withPerTenThousand(1000));
        this.orderPage = darkReads.register("order page", Rules.STRICT);
        this.place = extractAddress
                .duplicateWrite("orders.place")
                .oldShape((Connection c, NewOrder order) ->
                        OrderRepositoryV1.place(c, order.customerId(), order.total(), order.address()))
                .newShape((c, order, placed) -> placed == null // stage COMPLETE: the old shape was not written
                        ? OrderRepositoryV3.place(c, order.customerId(), order.total(), order.address())
                        : OrderRepositoryV3.addAddress(c, placed, order.address()));
        this.move = extractAddress
                .duplicateWrite("orders.move")
                .oldShape((Connection c, Move to) -> OrderRepositoryV1.changeAddress(c, to.id(), to.address()))
                .newShape((c, to) -> OrderRepositoryV3.changeAddress(c, to.id(), to.address()));
        this.cancel = extractAddress
                .duplicateWrite("orders.cancel")
                .oldShape(OrderRepositoryInStages::deleteInline)
                .newShape((c, id, deleted) -> OrderRepositoryV3.deleteAddress(
                        c, deleted == null ? OrderRepositoryV3.deleteOrder(c, id) : deleted));
    }

    @Override
    public long place(long customerId, BigDecimal total, Address address) throws SQLException {
        return inTransaction(place, new NewOrder(customerId, total, address));
    }

    @Override
    public boolean changeAddress(long id, Address address) throws SQLException {
        return inTransaction(move, new Move(id, address));
    }

    @Override
    public boolean cancel(long id) throws SQLException {
        return inTransaction(cancel, id).found();
    }

    /** The old shape's write has to run without the new shape too, so it may not name {@code address_id}. */
    private static Cancelled deleteInline(Connection connection, long id) throws SQLException {
        return OrderRepositoryV3.deleted(connection, id, """
                DELETE FROM orders WHERE id = ? RETURNING to_jsonb(orders) ->> 'address_id'
                """);
    }

    private <A, R> R inTransaction(DuplicateWriteOf<A, R> write, A argument) throws SQLException {
        try (Work work = extractAddress.begin();
                Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            R result = Objects.requireNonNull(write.run(connection, argument), "in " + work.stage());
            connection.commit();
            return result;
        }
    }

    @Override
    public Optional<Order> find(long id) throws SQLException {
        try (Work work = extractAddress.begin()) {
            Stage stage = work.stage().orElseThrow();
            BothShapes<Order> order = orderPage
                    .oldShape(connection -> OrderRepositoryV1.find(connection, id))
                    .newShape(connection -> OrderRepositoryV3.find(connection, id));
            if (stage.darkReads()) {
                return Optional.ofNullable(order.read(database, stage.readsNew()));
            }
            try (Connection connection = database.getConnection()) {
                return Optional.ofNullable(
                        stage.readsNew()
                                ? OrderRepositoryV3.find(connection, id)
                                : OrderRepositoryV1.find(connection, id));
            }
        }
    }

    /** {@return the stage by which this instance works} */
    public Optional<Stage> stage() {
        try (Work work = extractAddress.begin()) {
            return work.stage();
        }
    }

    /** To be called before the pools are closed. */
    @Override
    public void close() {
        darkReads.close();
        segue.close();
    }
}
