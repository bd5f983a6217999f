package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.FAST;
import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderState;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.openfeature.SegueProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flags of the journal, asked for through OpenFeature. */
class OpenFeatureTest {

    private JournalDatabase journal;
    private Segue segue;
    private OpenFeatureAPI features;
    private Client client;

    @BeforeEach
    void the_provider_is_ready() {
        journal = JournalDatabase.bothLive();
        journal.flag(25);
        segue = Segue.open(journal.dataSource(), FAST);
        segue.migration(MIGRATION, Shapes.BOTH);
        features = OpenFeatureAPI.createIsolated();
        features.setProviderAndWait(new SegueProvider(segue));
        client = features.getClient();
    }

    @AfterEach
    void end() {
        features.shutdown();
        segue.close();
        journal.back();
        journal.close();
    }

    private FlagEvaluationDetails<Boolean> ask(String key) {
        return client.getBooleanDetails(MIGRATION, false, new ImmutableContext(key));
    }

    @Test
    void a_boolean_is_the_flag_of_the_targeting_key_with_variant_reason_and_epoch() {
        for (int n = 0; n < 100; n++) {
            String key = "customer-" + n;
            boolean isNew = segue.flag(MIGRATION).isOn(key);

            FlagEvaluationDetails<Boolean> details = ask(key);

            assertThat(details.getValue()).isEqualTo(isNew);
            assertThat(details.getVariant()).isEqualTo(isNew ? "new" : "old");
            assertThat(details.getReason()).isEqualTo("SPLIT");
            assertThat(details.getFlagMetadata().getLong("epoch")).isEqualTo(1);
            assertThat(details.getFlagMetadata().getInteger("percent")).isEqualTo(25);
        }
        assertThat(client.getIntegerValue(MIGRATION, -1)).isEqualTo(25);
    }

    @Test
    void without_a_targeting_key_the_instance_decides_as_a_whole() {
        FlagEvaluationDetails<Boolean> details = client.getBooleanDetails(MIGRATION, true);

        assertThat(details.getValue()).isEqualTo(segue.flag(MIGRATION).isOnForInstance());
        assertThat(details.getErrorCode()).isNull();
    }

    @Test
    void what_it_served_is_reported() {
        ask("customer-1");

        eventually(() -> assertThat(journal.used("served_old + served_new")).isEqualTo("1"));
    }

    @Test
    void a_change_is_an_event_that_names_the_flag() {
        List<String> changed = new CopyOnWriteArrayList<>();
        client.onProviderConfigurationChanged(details -> changed.addAll(details.getFlagsChanged()));

        journal.flag(100);

        eventually(() -> assertThat(changed).containsExactly(MIGRATION));
        assertThat(ask("anybody").getValue()).isTrue();
        assertThat(ask("anybody").getReason()).isEqualTo("STATIC");
    }

    @Test
    void while_the_database_is_away_the_last_state_is_served_as_stale_and_never_the_default() {
        journal.flag(100);
        eventually(() -> assertThat(ask("anybody").getValue()).isTrue());

        journal.away();
        eventually(() -> assertThat(client.getProviderState()).isEqualTo(ProviderState.STALE));
        assertThat(ask("anybody").getValue()).isTrue();
        assertThat(ask("anybody").getReason()).isEqualTo("STALE");

        journal.back();
        eventually(() -> assertThat(client.getProviderState()).isEqualTo(ProviderState.READY));
        assertThat(ask("anybody").getReason()).isEqualTo("STATIC");
    }

    @Test
    void a_string_is_the_stage_where_the_application_writes_twice() {
        assertThat(client.getStringDetails(MIGRATION, "none").getErrorCode()).isEqualTo(ErrorCode.TYPE_MISMATCH);

        journal.does("SELECT segue.begin_stages('" + MIGRATION + "', 'separate-addresses', 'test')");

        eventually(() -> assertThat(client.getStringValue(MIGRATION, "none")).isEqualTo("OFF"));
        assertThat(ask("anybody").getFlagMetadata().getString("stage")).isEqualTo("OFF");
    }

    @Test
    void what_is_no_flag_here_is_an_error_that_says_so() {
        assertThat(client.getBooleanDetails("other", true))
                .satisfies(details -> assertThat(details.getErrorCode()).isEqualTo(ErrorCode.FLAG_NOT_FOUND))
                .satisfies(details -> assertThat(details.getErrorMessage()).contains("segue.migration(\"other\""));
        assertThat(client.getDoubleDetails(MIGRATION, 1.0).getErrorCode()).isEqualTo(ErrorCode.TYPE_MISMATCH);
    }
}
