package dev.segue.testing.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.client.Stage;
import dev.segue.client.duplicate.Delivery;
import dev.segue.client.duplicate.DeliveryTarget;
import dev.segue.client.duplicate.DuplicateWrites;
import dev.segue.client.duplicate.Outbox;
import dev.segue.client.duplicate.PinRefusedException;
import dev.segue.client.duplicate.Relay;
import dev.segue.client.duplicate.RelaySettings;
import dev.segue.testing.server.Majors;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commits arrives in the other store, at least once and in order, and what does not commit does not. */
class OutboxTest {

    private static final RelaySettings EAGER = RelaySettings.standard()
            .withIdle(Duration.ofMillis(5))
            .withBackoff(Duration.ofMillis(5), Duration.ofMillis(50));

    private final Outbox outbox = new Outbox(StagedDatabase.MIGRATION, "search index");
    private final List<Delivery> arrived = new CopyOnWriteArrayList<>();
    private final List<Relay> relays = new ArrayList<>();
    private StagedDatabase database;
    private Connection connection;

    @BeforeEach
    void aTransaction() throws SQLException {
        database = new StagedDatabase(Majors.one());
        connection = database.source().getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        relays.forEach(Relay::close);
        connection.close();
        database.close();
    }

    private Relay relay(DeliveryTarget target, RelaySettings settings) {
        Relay relay = Relay.start(database.source(), outbox, target, settings);
        relays.add(relay);
        return relay;
    }

    @Test
    void whatCommitsArrivesAndWhatIsRolledBackDoesNot() throws SQLException {
        outbox.enqueue(connection, "order 1", "never");
        connection.rollback();
        long id = outbox.enqueue(connection, "order 1", "Elm St");
        connection.commit();

        Relay relay = relay(arrived::add, EAGER);

        awaitEmpty();
        assertThat(arrived).containsExactly(new Delivery(id, "order 1", "Elm St", 1));
        await().until(() -> relay.counts().delivered() == 1);
    }

    @Test
    void aDuplicateWriteMayHaveItsNewShapeInAnotherStore() throws SQLException {
        database.moveTo(Stage.DUAL_WRITE);
        long instance = database.instance("1 hour");
        IndexedOrders orders = new IndexedOrders(new DuplicateWrites(StagedDatabase.MIGRATION, () -> instance));
        long id = Orders.insertInline(connection, new Orders.Order("Ann", "Elm St"));

        orders.move(connection, id, "Fir St");
        orders.move(connection, id, "Oak St");
        connection.commit();
        relays.add(orders.relay(database.source(), EAGER));

        awaitEmpty();
        assertThat(orders.index().get("order " + id)).isEqualTo("Oak St");
        orders.index().put("order " + id, 1, "Fir St"); // once more, and late
        assertThat(orders.index().get("order " + id)).isEqualTo("Oak St");
    }

    @Test
    void deliveriesOfAKeyArriveInOrderThroughSeveralRelays() throws SQLException {
        for (int n = 0; n < 200; n++) {
            outbox.enqueue(connection, "order " + n % 7, "version " + n);
        }
        connection.commit();
        Map<String, Long> latest = new ConcurrentHashMap<>();
        List<String> wrong = new CopyOnWriteArrayList<>();
        DeliveryTarget target = delivery -> {
            arrived.add(delivery);
            Long before = latest.put(delivery.key(), delivery.id());
            if (before != null && before >= delivery.id()) {
                wrong.add(delivery + " after " + before);
            }
        };

        relay(target, EAGER);
        relay(target, EAGER);
        relay(target, EAGER);

        awaitEmpty();
        assertThat(wrong).isEmpty();
        assertThat(arrived).hasSize(200);
    }

    @Test
    void aPoisonedDeliveryBlocksItsKeyOnlyAndIsSeen() throws SQLException {
        outbox.enqueue(connection, "order 1", "poison");
        outbox.enqueue(connection, "order 1", "after the poison");
        outbox.enqueue(connection, "order 2", "Elm St");
        connection.commit();
        CountDownLatch healed = new CountDownLatch(1);

        Relay relay = relay(
                delivery -> {
                    if (delivery.payload().equals("poison") && healed.getCount() > 0) {
                        throw new IllegalStateException("the index has no such field");
                    }
                    arrived.add(delivery);
                },
                EAGER);

        await().until(() -> relay.counts().failed() > 3 && arrived.size() == 1);
        assertThat(arrived).extracting(Delivery::key).containsExactly("order 2");
        assertThat(database.asks(
                        "SELECT string_agg(payload || ': ' || coalesce(problem, '') || (attempts > 2), ', ' ORDER BY id)"
                                + " FROM segue.outbox"))
                .isEqualTo(
                        "poison: java.lang.IllegalStateException: the index has no such fieldtrue, after the poison: false");

        healed.countDown();
        awaitEmpty();
        assertThat(arrived).extracting(Delivery::payload).containsExactly("Elm St", "poison", "after the poison");
    }

    @Test
    void aRelayThatHangsIsTakenOverWhenItsLeaseEnds() throws Exception {
        outbox.enqueue(connection, "order 1", "Elm St");
        connection.commit();
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        relay(
                delivery -> {
                    hangs.countDown();
                    free.await();
                },
                EAGER.withLease(Duration.ofMillis(200)));
        assertThat(hangs.await(60, TimeUnit.SECONDS)).isTrue();

        relay(arrived::add, EAGER);

        awaitEmpty();
        assertThat(arrived).extracting(Delivery::attempt).containsExactly(2);
        free.countDown();
    }

    @Test
    void whatAClosingRelayHadTakenIsGivenBackAtOnce() throws Exception {
        for (int n = 0; n < 10; n++) {
            outbox.enqueue(connection, "order " + n, "Elm St");
        }
        connection.commit();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Relay relay = relay(
                delivery -> {
                    first.countDown();
                    free.await();
                },
                EAGER.withLease(Duration.ofHours(1)));
        assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();

        Thread closing = new Thread(relay::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        free.countDown();
        closing.join();

        assertThat(relay.counts().delivered()).isEqualTo(1);
        relay(arrived::add, EAGER);
        awaitEmpty();
        assertThat(arrived).hasSize(9);
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedFor() throws SQLException {
        Relay relay = relay(arrived::add, EAGER);
        database.refuse();

        await().until(() -> relay.counts().outages() == 1);
        database.admit();
        try (Connection again = database.source().getConnection()) {
            again.setAutoCommit(false);
            outbox.enqueue(again, "order 1", "Elm St");
            again.commit();
        }

        awaitEmpty();
        assertThat(arrived).hasSize(1);
        assertThat(relay.counts().outages()).isEqualTo(1);
    }

    @Test
    void theOldShapeIsWrittenUntilTheBacklogIsDelivered() throws SQLException {
        database.moveTo(Stage.RAMP_DOWN);
        outbox.enqueue(connection, "order 1", "Elm St");
        connection.commit();

        assertThatThrownBy(() -> database.move(Stage.COMPLETE))
                .hasMessageContaining("1 writes to another store wait in the outbox");

        relay(arrived::add, EAGER);
        awaitEmpty();
        database.move(Stage.COMPLETE);
        assertThat(database.stage()).isEqualTo(Stage.COMPLETE);
    }

    @Test
    void aConnectionThatCommitsByItselfIsRefused() throws SQLException {
        connection.setAutoCommit(true);

        assertThatThrownBy(() -> outbox.enqueue(connection, "order 1", "Elm St"))
                .isInstanceOf(PinRefusedException.class)
                .hasMessageContaining("search index");
        assertThat(database.asks("SELECT count(*) FROM segue.outbox")).isEqualTo("0");
    }

    private void awaitEmpty() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> database.asks("SELECT count(*) FROM segue.outbox").equals("0"));
    }
}
