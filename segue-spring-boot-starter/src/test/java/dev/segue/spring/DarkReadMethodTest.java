package dev.segue.spring;

import static dev.segue.spring.OrdersDatabase.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.client.Stage;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.Verdict;
import dev.segue.spring.orders.JdbcOrders;
import dev.segue.spring.orders.Order;
import dev.segue.spring.orders.Orders;
import dev.segue.spring.orders.OrdersConfiguration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code @DarkRead} on methods that use Spring's JDBC or JPA. */
class DarkReadMethodTest {

    private static final String AGREEING = """
            INSERT INTO addresses (street) VALUES ('Elm'), ('Oak');
            INSERT INTO orders (street, address_id) SELECT street, id FROM addresses""";

    private static DarkRead<?> orderPage(ApplicationContext context) {
        return context.getBean(SegueDarkReads.class).of(MIGRATION).registered().stream()
                .filter(read -> read.name().equals("order page"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(DuplicateWriteMethodTest.Kind.class)
    void theShapeThatTheFlagSaysAnswersAndTheOtherIsCompared(DuplicateWriteMethodTest.Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.bothLive(0)) {
            database.does(AGREEING);
            kind.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);
                assertThat(orders.find(1)).isEqualTo(new Order(1, "Elm"));
                await().until(() -> orderPage(context).count(Verdict.MATCH) == 1);

                database.does("UPDATE addresses SET street = 'another'");
                assertThat(orders.find(2)).isEqualTo(new Order(2, "Oak"));
                await().until(() -> orderPage(context).count(Verdict.MISMATCH) == 1);

                database.flag(100);
                await().until(() -> orders.find(2).street().equals("another"));
                assertThat(orderPage(context).count(Verdict.INCONCLUSIVE)).isZero();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DuplicateWriteMethodTest.Kind.class)
    void theDarkSideIsNeverInTheCallersTransaction(DuplicateWriteMethodTest.Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.SHADOW)) {
            database.does(AGREEING);
            kind.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);
                new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(status -> {
                    orders.move(1, "not committed");
                    assertThat(orders.find(1).street()).isEqualTo("not committed");
                    // The dark side sees the committed street in both shapes, which says nothing against them.
                    await().until(() -> orderPage(context).count(Verdict.MATCH) == 1);
                    return null;
                });
                assertThat(orders.find(1).street()).isEqualTo("not committed");
                await().until(() -> orderPage(context).count(Verdict.MATCH) == 2);
                assertThat(orderPage(context).count(Verdict.MISMATCH)).isZero();
            });
        }
    }

    @Test
    void theDarkSideReadsFromASmallPoolOfItsOwn() {
        try (OrdersDatabase database = OrdersDatabase.bothLive(0)) {
            database.does(AGREEING);
            Applications.jdbc(database)
                    .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                    .withPropertyValues("spring.datasource.hikari.maximum-pool-size=1", "segue.client.push=false")
                    .run(context -> {
                        JdbcOrders orders = context.getBean(JdbcOrders.class);
                        new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(status -> {
                            String own = context.getBean(JdbcTemplate.class)
                                    .queryForObject("SELECT pg_backend_pid()", String.class);
                            orders.find(1);
                            await().until(() -> orderPage(context).count(Verdict.MATCH) == 1);
                            assertThat(orders.backends()).contains(own).hasSizeGreaterThan(1);
                            return null;
                        });
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"OFF", "DUAL_WRITE", "RAMP_DOWN", "COMPLETE"})
    void inStagesThatDoNotCompareOneShapeAloneIsRead(Stage stage) {
        try (OrdersDatabase database = OrdersDatabase.staged(stage)) {
            database.does(AGREEING + "; UPDATE addresses SET street = 'new'");
            Applications.jdbc(database)
                    .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                    .run(context -> {
                        JdbcOrders orders = context.getBean(JdbcOrders.class);
                        assertThat(orders.find(1).street()).isEqualTo(stage.readsNew() ? "new" : "Elm");
                        assertThat(orders.backends()).hasSize(1);
                        assertThat(orderPage(context).count(Verdict.MISMATCH)).isZero();
                    });
        }
    }

    @Test
    void anApplicationThatEndsDuringADarkReadEndsInTime() {
        try (OrdersDatabase database = OrdersDatabase.bothLive(0)) {
            database.does(AGREEING);
            long[] begun = new long[1];
            Applications.jdbc(database)
                    .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                    .withPropertyValues("segue.dark-reads.budget=60s")
                    .run(context -> {
                        database.does("CREATE FUNCTION slow(text) RETURNS text LANGUAGE sql VOLATILE AS"
                                + " $$SELECT $1 FROM (SELECT pg_sleep(20)) s$$;"
                                + "ALTER TABLE addresses RENAME TO kept;"
                                + "CREATE VIEW addresses AS SELECT id, slow(street) AS street FROM kept");
                        assertThat(context.getBean(Orders.class).find(1).street())
                                .isEqualTo("Elm");
                        await().until(() -> database.asks(
                                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                                .equals("1"));
                        begun[0] = System.nanoTime();
                    });
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun[0]))
                    .isLessThan(15);
        }
    }
}
