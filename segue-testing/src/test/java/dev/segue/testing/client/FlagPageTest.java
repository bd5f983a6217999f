package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.PushSettings;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Work;
import dev.segue.client.openfeature.OpenFeatureProposer;
import dev.segue.client.openfeature.SegueProvider;
import dev.segue.client.openfeature.ServedVariantsHook;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code that docs/how-to/flag.md shows, as it stands there. */
class FlagPageTest {

    private final JournalDatabase journal = JournalDatabase.bothLive();
    private final OpenFeatureAPI features = OpenFeatureAPI.createIsolated();
    private final DataSource dataSource = journal.dataSource();
    private final Orders inline = new Orders("inline");
    private final Orders separate = new Orders("separate");

    private record Orders(String shape) {
        String place(String tenant) {
            return shape + " for " + tenant;
        }
    }

    @AfterEach
    void end() {
        features.shutdown();
        journal.close();
    }

    @Test
    void a_request_goes_by_the_flag_of_its_owner() {
        ClientSettings settings =
                ClientSettings.of("orders", "v42").withInstance("orders-7f9c").withPush(PushSettings.from(dataSource));
        Segue segue = Segue.open(dataSource, settings);
        Migration extractAddress = segue.migration("0007_extract_address", Shapes.BOTH);
        journal.flag(100);
        eventually(() -> assertThat(extractAddress.flag().percent()).isEqualTo(100));
        String tenant = "tenant-1";

        Orders orders = extractAddress.flag().isOn(tenant) ? separate : inline;

        assertThat(orders.place(tenant)).isEqualTo("separate for tenant-1");
        segue.close();
    }

    @Test
    void a_request_keeps_the_state_in_which_it_began() {
        try (Segue segue = Segue.open(dataSource, ClientSettings.of("orders", "v42"))) {
            Migration extractAddress = segue.migration(MIGRATION, Shapes.BOTH);
            String tenant = "tenant-1";
            String placed;

            try (Work work = extractAddress.begin()) {
                Orders orders = work.isOn(tenant) ? separate : inline;
                placed = orders.place(tenant);
            }

            assertThat(placed).isEqualTo("inline for tenant-1");
        }
    }

    @Test
    void flags_of_the_journal_through_openfeature() {
        journal.flag(100);
        try (Segue segue = Segue.open(dataSource, ClientSettings.of("orders", "v42"))) {
            OpenFeatureAPI api = features;
            String tenant = "tenant-1";

            segue.migration("0007_extract_address", Shapes.BOTH);
            api.setProviderAndWait(new SegueProvider(segue));
            Client client = api.getClient();
            boolean isNew = client.getBooleanValue("0007_extract_address", false, new ImmutableContext(tenant));

            assertThat(isNew).isTrue();
        }
    }

    @Test
    void the_users_own_provider_proposes_and_what_it_serves_is_reported() {
        InMemoryProvider provider = new InMemoryProvider(new HashMap<>());
        features.setProviderAndWait(provider);
        provider.updateFlag(
                "addresses-percent",
                Flag.<Integer>builder()
                        .variant("only", 25)
                        .defaultVariant("only")
                        .build());
        provider.updateFlag(
                "addresses",
                Flag.<Boolean>builder().variant("on", true).defaultVariant("on").build());
        Client client = features.getClient();
        try (Segue segue = Segue.open(dataSource, ClientSettings.of("orders", "v42"))) {
            Migration extractAddress = segue.migration(MIGRATION, Shapes.BOTH);

            client.addHooks(new ServedVariantsHook(Map.of("addresses", extractAddress)));
            OpenFeatureProposer proposer = new OpenFeatureProposer(
                    segue, client, Map.of("addresses-percent", extractAddress), Duration.ofSeconds(30));

            eventually(() -> assertThat(extractAddress.flag().percent()).isEqualTo(25));
            client.getBooleanValue("addresses", false);
            proposer.close();
        }
        assertThat(journal.used("served_new")).isEqualTo("1");
    }
}
