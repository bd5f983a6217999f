package dev.segue.spring;

import static dev.segue.spring.OrdersDatabase.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.client.Stage;
import dev.segue.spring.orders.Orders;
import dev.segue.spring.orders.OrdersConfiguration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** {@code @DuplicateWrite} within Spring's transactions. */
class DuplicateWriteMethodTest {

    enum Kind {
        JDBC {
            @Override
            ApplicationContextRunner on(OrdersDatabase database) {
                return Applications.jdbc(database).withUserConfiguration(OrdersConfiguration.Jdbc.class);
            }
        },
        JPA {
            @Override
            ApplicationContextRunner on(OrdersDatabase database) {
                return Applications.jpa(database).withUserConfiguration(OrdersConfiguration.Jpa.class);
            }
        };

        abstract ApplicationContextRunner on(OrdersDatabase database);
    }

    private static TransactionTemplate transaction(ApplicationContext context, int propagation) {
        TransactionTemplate template = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        template.setPropagationBehavior(propagation);
        return template;
    }

    private static TransactionTemplate transaction(ApplicationContext context) {
        return transaction(context, TransactionDefinition.PROPAGATION_REQUIRED);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachStageWritesItsShapesInTheOneTransaction(Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.OFF)) {
            kind.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);

                orders.place("off");
                database.move(Stage.DUAL_WRITE);
                long dual = orders.place("dual");
                orders.move(dual, "moved");
                database.does("UPDATE segue.flag SET stage = 'COMPLETE'");
                orders.place("complete");
                assertThat(database.streets()).isEqualTo("off/- moved/moved -/complete");

                database.does("UPDATE segue.flag SET stage = 'SHADOW'");
                assertThatThrownBy(() -> transaction(context).execute(status -> {
                            orders.place("taken back");
                            orders.move(dual, "refused by the new shape");
                            return null;
                        }))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThat(database.streets()).isEqualTo("off/- moved/moved -/complete");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theStageHoldsUntilTheTransactionEnds(Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.OFF)) {
            kind.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);
                transaction(context).execute(status -> {
                    orders.place("first");
                    assertThatThrownBy(() -> database.move(Stage.DUAL_WRITE)).hasMessageContaining("lock");
                    orders.place("second");
                    return null;
                });

                database.move(Stage.DUAL_WRITE);

                assertThat(database.streets()).isEqualTo("first/- second/-");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTransactionOfItsOwnIsPinnedByItself(Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            kind.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);

                transaction(context).execute(outer -> {
                    orders.place("outer");
                    transaction(context, TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                            .execute(inner -> orders.place("inner"));
                    outer.setRollbackOnly();
                    return null;
                });

                assertThat(database.streets()).isEqualTo("inner/inner");
                database.move(Stage.OFF); // Nothing is held any more.
            });
        }
    }

    @Test
    void aNestedTransactionThatFailsCanBeTakenBackAlone() {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            Kind.JDBC.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);

                transaction(context).execute(outer -> {
                    long id = orders.place("outer");
                    assertThatThrownBy(() -> transaction(context, TransactionDefinition.PROPAGATION_NESTED)
                                    .execute(nested -> orders.move(id, "refused by the new shape")))
                            .isInstanceOf(IllegalArgumentException.class);
                    return null;
                });

                assertThat(database.streets()).isEqualTo("outer/outer");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoCatchesTheFailureOfOneShapeCannotCommitTheOther(Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            kind.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);
                long id = orders.place("before");

                assertThatThrownBy(() -> transaction(context).execute(status -> {
                            try {
                                orders.move(id, "refused by the new shape");
                            } catch (IllegalArgumentException e) {
                                assertThat(e).hasMessageContaining("refused");
                            }
                            return null;
                        }))
                        .isInstanceOf(RuntimeException.class);

                assertThat(database.streets()).isEqualTo("before/before");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReadOnlyTransactionIsRefused(Kind kind) {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            kind.on(database).run(context -> {
                TransactionTemplate readOnly = transaction(context);
                readOnly.setReadOnly(true);

                assertThatThrownBy(() -> readOnly.execute(
                                status -> context.getBean(Orders.class).place("x")))
                        .isInstanceOf(StageRefusedException.class)
                        .hasMessageContainingAll("read-only", "readOnly = true", "REQUIRES_NEW");
                assertThat(database.streets()).isEmpty();
            });
        }
    }

    static class Misled {
        @DuplicateWrite(migration = MIGRATION, newShape = "placeSeparate")
        @Transactional("messages")
        public Long place(String street) {
            throw new AssertionError(street);
        }

        Long placeSeparate(String street) {
            throw new AssertionError(street);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BothManagers extends OtherManager {
        @Bean
        @Primary
        PlatformTransactionManager jdbc(DataSource database) {
            return new JdbcTransactionManager(database);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherManager {
        @Bean
        PlatformTransactionManager messages() {
            return new MessageTransactionManager();
        }
    }

    static final class MessageTransactionManager extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    @Test
    void aTransactionManagerThatIsNotOfJdbcIsRefusedByName() {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            Kind.JDBC
                    .on(database)
                    .withUserConfiguration(OtherManager.class)
                    .run(context -> assertThat(context.getStartupFailure())
                            .isInstanceOf(SegueConfigurationException.class)
                            .hasMessageContainingAll(
                                    "messages (MessageTransactionManager)",
                                    "JdbcTransactionManager",
                                    "duplicate write"));
            Kind.JDBC
                    .on(database)
                    .withUserConfiguration(BothManagers.class)
                    .withBean(Misled.class)
                    .run(context -> assertThatThrownBy(
                                    () -> context.getBean(Misled.class).place("x"))
                            .isInstanceOf(StageRefusedException.class)
                            .hasMessageContainingAll("Misled.place", "messages (MessageTransactionManager)"));
        }
    }

    @Test
    void beforeTheMigrationWasBegunTheOldShapeAloneIsWritten() {
        try (OrdersDatabase database = new OrdersDatabase()) {
            Kind.JDBC.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);
                orders.place("without journal");
                database.withJournal();
                orders.place("with journal");

                database.begun().does("SELECT segue.begin_stages('%1$s', '%1$s', 'test')".formatted(MIGRATION));
                database.does("UPDATE segue.flag SET stage = 'DUAL_WRITE'");
                orders.place("begun"); // The fence in the database says it, whatever this instance knows.

                assertThat(database.streets()).isEqualTo("without journal/- with journal/- begun/begun");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void whereTheDatabaseWritesTwiceTheFlagSaysWhichShapeIsWritten(int percent) {
        try (OrdersDatabase database = OrdersDatabase.bothLive(percent)) {
            Kind.JDBC.on(database).run(context -> {
                context.getBean(Orders.class).place("one");

                assertThat(database.streets()).isEqualTo(percent == 0 ? "one/-" : "-/one");
            });
        }
    }

    @Test
    void virtualThreadsArePinnedLikeOthers() {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            Kind.JDBC.on(database).run(context -> {
                Orders orders = context.getBean(Orders.class);
                try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<Long>> placed =
                            threads.invokeAll(Collections.nCopies(20, () -> orders.place("virtual")));
                    placed.forEach(DuplicateWriteMethodTest::result);
                }
                assertThat(database.asks("SELECT count(*) FROM orders o JOIN addresses a ON a.id = o.address_id"
                                + " AND a.street = o.street"))
                        .isEqualTo("20");
            });
        }
    }

    private static long result(Future<Long> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAnnotationThatCannotBeFollowedIsSaidAtStart() {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            Applications.jdbc(database)
                    .withBean(Mistaken.class)
                    .run(context -> assertThat(context.getStartupFailure())
                            .hasMessageContainingAll(
                                    "Mistaken.place", "placeNew", "does not have", "String place(long)"));
        }
    }

    static class Mistaken {
        private final JdbcTemplate jdbc;

        Mistaken(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @DuplicateWrite(migration = MIGRATION, newShape = "placeNew")
        public String place(long id) {
            return jdbc.queryForObject("SELECT ?", String.class, id);
        }

        String placeAnew(long id) {
            return place(id);
        }
    }

    @Test
    void whatTheDatabaseRefusesIsAnExceptionOfSpring() {
        try (OrdersDatabase database = OrdersDatabase.staged(Stage.DUAL_WRITE)) {
            Kind.JDBC
                    .on(database)
                    .run(context -> assertThatThrownBy(
                                    () -> context.getBean(Orders.class).place("inline"))
                            .isInstanceOf(DataAccessException.class));
        }
    }
}
