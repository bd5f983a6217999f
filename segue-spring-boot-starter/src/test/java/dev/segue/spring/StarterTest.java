package dev.segue.spring;

import static dev.segue.spring.OrdersDatabase.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.segue.client.JournalException;
import dev.segue.client.JournalProblem;
import dev.segue.client.Segue;
import dev.segue.spring.actuate.Picture;
import dev.segue.spring.actuate.SegueEndpoint;
import dev.segue.spring.actuate.SegueMetrics;
import dev.segue.spring.boot.JournalFailureAnalyzer;
import dev.segue.spring.boot.SegueConfigurationFailureAnalyzer;
import dev.segue.spring.orders.OrdersConfiguration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Method;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is there with what on the class path, and what an application without it is told. */
class StarterTest {

    private static OrdersDatabase database;

    @BeforeAll
    static void open() {
        database = OrdersDatabase.bothLive(25);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void theSpringBootThatIsMeantIsOnTheClassPath() {
        assertThat(SpringBootVersion.getVersion()).startsWith(System.getProperty("segue.spring-boot"));
    }

    @Test
    void anApplicationWithoutDataSourceStartsWithoutSegue() {
        Applications.bare().run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Segue.class));
    }

    @Test
    void itCanBeSwitchedOff() {
        Applications.jdbc(database)
                .withPropertyValues("segue.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Segue.class));
    }

    @Test
    void theInstanceIsRegisteredForItsMigrations() {
        Applications.jdbc(database).run(context -> {
            assertThat(context.getBean(SegueMigrations.class)
                            .get(MIGRATION)
                            .flag()
                            .percent())
                    .isEqualTo(25);
            assertThat(database.asks("SELECT service || ' ' || version FROM segue.instance ORDER BY id DESC LIMIT 1"))
                    .isEqualTo("orders v42");
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {
        @Bean
        DataSource shop() {
            return pool(database.url());
        }

        @Bean
        DataSource reports() {
            return pool("jdbc:postgresql://127.0.0.1:1/nowhere");
        }

        static DataSource pool(String url) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            source.setUser("postgres");
            return source;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OneIsMarked {
        @Bean
        @SegueDataSource
        DataSource shop() {
            return TwoDataSources.pool(database.url());
        }

        @Bean
        DataSource reports() {
            return TwoDataSources.pool("jdbc:postgresql://127.0.0.1:1/nowhere");
        }
    }

    @Test
    void ofTwoDataSourcesOneHasToBeNamed() {
        Applications.bare().withUserConfiguration(TwoDataSources.class).run(context -> {
            FailureAnalysis analysis = new SegueConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription()).contains("several DataSources", "shop", "reports");
            assertThat(analysis.getAction()).contains("segue.data-source=", "@SegueDataSource", "segue.enabled=false");
        });
        Applications.bare()
                .withUserConfiguration(TwoDataSources.class)
                .withPropertyValues("segue.data-source=shop")
                .run(context -> assertThat(context).hasSingleBean(Segue.class));
        Applications.bare()
                .withUserConfiguration(TwoDataSources.class)
                .withPropertyValues("segue.data-source=shpo")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContainingAll("shpo", "shop", "reports"));
        Applications.bare()
                .withUserConfiguration(OneIsMarked.class)
                .run(context -> assertThat(context).hasSingleBean(Segue.class));
    }

    @Test
    void nothingOfWhatIsOptionalIsNeeded() {
        Applications.jdbc(database)
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate",
                        "org.springframework.boot.health",
                        "io.micrometer.core",
                        "dev.openfeature",
                        "jakarta.persistence",
                        "org.springframework.orm",
                        "org.hibernate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Segue.class)
                        .hasSingleBean(SegueDarkReads.class)
                        .doesNotHaveBean(SegueEndpoint.class)
                        .doesNotHaveBean("segueMetrics")
                        .doesNotHaveBean("segueHealthIndicator")
                        .doesNotHaveBean("segueServing"));
        Applications.jdbc(database)
                .withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.transaction"))
                .withUserConfiguration(OneIsMarked.class)
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Segue.class));
    }

    @Test
    void aJournalThatIsNotThereYetIsLookedForAgain() {
        try (OrdersDatabase fresh = new OrdersDatabase()) {
            Applications.jdbc(fresh)
                    .withPropertyValues("management.endpoints.web.exposure.include=segue")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        assertThat(context.getBean(Segue.class).problem()).contains(JournalProblem.MISSING);
                        assertThat(health(context)).contains("UP", "no journal");
                        assertThat(context.getBean(SegueEndpoint.class)
                                        .picture()
                                        .problem()
                                        .advice())
                                .contains("segue run");

                        fresh.withJournal().begun().flag(100);

                        await().untilAsserted(() -> assertThat(context.getBean(SegueEndpoint.class)
                                        .migration(MIGRATION)
                                        .percent())
                                .isEqualTo(100));
                        assertThat(health(context)).contains("UP").doesNotContain("no journal");
                    });
        }
    }

    @Test
    void aMigrationThatIsRequiredHasToBeBegun() {
        try (OrdersDatabase fresh = new OrdersDatabase().withJournal()) {
            Applications.jdbc(fresh)
                    .withPropertyValues("segue.migrations[0].required=true")
                    .run(context -> {
                        FailureAnalysis analysis = new JournalFailureAnalyzer().analyze(context.getStartupFailure());
                        assertThat(analysis.getCause()).isInstanceOf(JournalException.class);
                        assertThat(analysis.getDescription()).contains("no such migration", MIGRATION);
                        assertThat(analysis.getAction()).contains("segue run FILE", "required");
                    });
        }
    }

    @Test
    void aDatabaseThatIsAwayIsSaidAtStart() {
        Applications.bare()
                .withBean(DataSource.class, () -> TwoDataSources.pool("jdbc:postgresql://127.0.0.1:1/nowhere"))
                .run(context -> {
                    FailureAnalysis analysis = new JournalFailureAnalyzer().analyze(context.getStartupFailure());
                    assertThat(analysis.getAction()).contains("database up", "segue.enabled=false");
                });
    }

    @Test
    void theEndpointShowsWhatTheInstanceKnowsAndNoSecrets() {
        Applications.jdbc(database)
                .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                .withPropertyValues("management.endpoints.web.exposure.include=segue")
                .run(context -> {
                    SegueEndpoint endpoint = context.getBean(SegueEndpoint.class);
                    await().untilAsserted(() -> assertThat(
                                    endpoint.migration(MIGRATION).acknowledgedEpoch())
                            .isNotNegative());

                    Picture picture = endpoint.picture();

                    assertThat(picture.problem()).isNull();
                    assertThat(picture.instance()).isPositive();
                    assertThat(picture.migrations()).singleElement().satisfies(migration -> {
                        assertThat(migration.name()).isEqualTo(MIGRATION);
                        assertThat(migration.state()).isEqualTo("BOTH_LIVE");
                        assertThat(migration.percent()).isEqualTo(25);
                        assertThat(migration.stage()).isNull();
                        assertThat(migration.darkReads())
                                .extracting(Picture.OfDarkRead::name)
                                .containsExactly("order page");
                    });
                    assertThat(picture.toString()).doesNotContain("jdbc:", "not-to-be-shown");
                    assertThat(endpoint.migration("0008_other")).isNull();
                });
    }

    @Test
    void healthIsThatOfTheSpringBootThatIsThere() {
        Applications.jdbc(database)
                .run(context -> assertThat(context.getBean("segueHealthIndicator")
                                .getClass()
                                .getSimpleName())
                        .isEqualTo(Applications.isBoot4() ? "SegueHealthIndicator" : "SegueHealthIndicatorOfBoot3"));
        Applications.jdbc(database)
                .withPropertyValues("management.health.segue.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("segueHealthIndicator"));
    }

    private static String health(ApplicationContext context) throws ReflectiveOperationException {
        Object indicator = context.getBean("segueHealthIndicator");
        Method health = indicator.getClass().getMethod("health");
        return health.invoke(indicator).toString();
    }

    @Test
    void metersAreBound() {
        Applications.jdbc(database)
                .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                .run(context -> {
                    SimpleMeterRegistry registry = new SimpleMeterRegistry();

                    context.getBean(SegueMetrics.class).bindTo(registry);

                    assertThat(registry.get("segue.flag.percent")
                                    .tag("migration", MIGRATION)
                                    .gauge()
                                    .value())
                            .isEqualTo(25);
                    assertThat(registry.get("segue.journal.usable").gauge().value())
                            .isEqualTo(1);
                    assertThat(registry.get("segue.dark.reads")
                                    .tag("read", "order page")
                                    .functionCounters())
                            .hasSize(5);
                });
    }

    @Test
    void flagsAreServedThroughOpenFeatureInADomainOfTheirOwn() {
        OpenFeatureAPI api = OpenFeatureAPI.getInstance();
        Applications.jdbc(database).run(context -> {
            assertThat(api.getClient("segue").getIntegerValue(MIGRATION, -1)).isEqualTo(25);
            assertThat(api.getClient().getIntegerValue(MIGRATION, -1, new ImmutableContext()))
                    .isEqualTo(-1);
        });
        assertThat(api.getClient("segue").getIntegerValue(MIGRATION, -1)).isEqualTo(-1);
    }

    @Test
    void aMigrationThatIsNotListedIsAMistake() {
        Applications.jdbc(database)
                .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                .withPropertyValues("segue.migrations[0].name=0007_extract_adress")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasMessageContainingAll(MIGRATION, "0007_extract_adress", "segue.migrations[1].name="));
    }
}
