package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.FAST;
import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.exceptions.GeneralError;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.openfeature.OpenFeatureProposer;
import dev.segue.client.openfeature.ServedVariantsHook;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider that a user has already proposes; the journal decides. */
class ProposerTest {

    private static final String PERCENT = "separate-addresses";
    private static final String STAGE = "separate-addresses-stage";

    private final Log log = new Log();
    private JournalDatabase journal;
    private Segue segue;
    private Migration migration;
    private OpenFeatureAPI features;
    private InMemoryProvider provider;
    private Client client;

    @BeforeEach
    void a_provider_of_the_user() {
        journal = JournalDatabase.bothLive();
        segue = Segue.open(journal.dataSource(), FAST);
        migration = segue.migration(MIGRATION, Shapes.BOTH);
        features = OpenFeatureAPI.createIsolated();
        provider = new InMemoryProvider(new HashMap<>());
        client = features.getClient();
    }

    @AfterEach
    void end() {
        log.close();
        features.shutdown();
        segue.close();
        journal.close();
    }

    private OpenFeatureProposer proposer(String flag) {
        return new OpenFeatureProposer(segue, client, Map.of(flag, migration), Duration.ofMillis(50));
    }

    private <T> void says(String flag, T value) {
        provider.updateFlag(
                flag,
                Flag.<T>builder().variant("only", value).defaultVariant("only").build());
    }

    private void saidOnce(String words) {
        eventually(() -> assertThat(log.warnings()).anyMatch(line -> line.contains(words)));
        // It goes on looking, and finds the same.
        says("another", true);
        says("another", false);
        assertThat(log.warnings()).filteredOn(line -> line.contains(words)).hasSize(1);
    }

    @Test
    void a_percentage_that_the_provider_proposes_is_checked_decided_and_acknowledged() {
        features.setProviderAndWait(provider);
        says(PERCENT, 25);
        try (OpenFeatureProposer proposer = proposer(PERCENT)) {
            eventually(() -> assertThat(migration.flag().percent()).isEqualTo(25));
            says(PERCENT, 60);

            eventually(() -> assertThat(migration.flag().percent()).isEqualTo(60));
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
            assertThat(journal.asks("SELECT changed_by FROM segue.flag")).isEqualTo("openfeature:" + PERCENT);
        }
    }

    @Test
    void a_proposal_that_is_refused_is_said_once_and_made_again_until_it_is_granted() {
        features.setProviderAndWait(provider);
        journal.does("UPDATE segue.migration SET state = 'EXPANDING'");
        says(PERCENT, 25);
        try (OpenFeatureProposer proposer = proposer(PERCENT)) {
            saidOnce("is EXPANDING");
            assertThat(migration.flag().percent()).isZero();

            journal.does("UPDATE segue.migration SET state = 'BOTH_LIVE'");

            eventually(() -> assertThat(migration.flag().percent()).isEqualTo(25));
        }
    }

    @Test
    void an_operator_keeps_the_last_word_until_the_provider_says_something_else() {
        features.setProviderAndWait(provider);
        says(PERCENT, 25);
        try (OpenFeatureProposer proposer = proposer(PERCENT)) {
            eventually(() -> assertThat(migration.flag().percent()).isEqualTo(25));
        }

        journal.flag(0);
        try (OpenFeatureProposer again = proposer(PERCENT)) { // as a new instance would
            eventually(() -> assertThat(migration.flag().percent()).isZero());
            says(PERCENT, 30);
            eventually(() -> assertThat(migration.flag().percent()).isEqualTo(30));
        }
        assertThat(journal.asks("SELECT count(*) FROM segue.event WHERE kind = 'flag'"))
                .isEqualTo("2");
    }

    @Test
    void where_the_application_writes_twice_a_stage_is_proposed() {
        journal.does("SELECT segue.begin_stages('" + MIGRATION + "', 'separate-addresses', 'test')");
        eventually(() -> assertThat(journal.used("epoch")).isEqualTo("1"));
        features.setProviderAndWait(provider);
        says(STAGE, "DUAL_WRITE");
        try (OpenFeatureProposer proposer = proposer(STAGE)) {
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));

            says(STAGE, "LIVE");

            saidOnce("LIVE is not next to DUAL_WRITE");
            assertThat(journal.asks("SELECT stage FROM segue.flag")).isEqualTo("DUAL_WRITE");
        }
    }

    @Test
    void a_provider_that_is_not_ready_proposes_nothing() {
        journal.flag(40);
        eventually(() -> assertThat(migration.flag().percent()).isEqualTo(40));
        features.setProvider(new InMemoryProvider(new HashMap<>()) {
            @Override
            public void initialize(dev.openfeature.sdk.EvaluationContext context) {
                throw new GeneralError("its server is away");
            }
        });
        try (OpenFeatureProposer proposer = proposer(PERCENT)) {
            saidOnce("its provider is ");
            assertThat(migration.flag().percent()).isEqualTo(40);
        }
    }

    @Test
    void a_provider_that_fails_or_answers_nonsense_proposes_nothing() {
        journal.flag(40);
        eventually(() -> assertThat(migration.flag().percent()).isEqualTo(40));
        features.setProviderAndWait(provider);
        try (OpenFeatureProposer proposer = proposer(PERCENT)) {
            saidOnce("FLAG_NOT_FOUND");
            says(PERCENT, "a word");
            saidOnce("TYPE_MISMATCH");
            says(PERCENT, 4711);
            saidOnce("4711 is no percentage");

            assertThat(migration.flag().percent()).isEqualTo(40);
            assertThat(journal.asks("SELECT count(*) FROM segue.event")).isEqualTo("0");
        }
    }

    @Test
    void what_the_users_provider_really_served_is_reported_its_defaults_too() {
        features.setProviderAndWait(provider);
        client.addHooks(new ServedVariantsHook(Map.of(PERCENT, migration)));
        says(PERCENT, true);

        client.getBooleanValue(PERCENT, false);
        client.getBooleanValue(PERCENT, false);
        says(PERCENT, "a word");
        client.getBooleanValue(PERCENT, false); // fails, and serves the default

        eventually(() ->
                assertThat(journal.used("served_old || ' ' || served_new")).isEqualTo("1 2"));
    }
}
