package dev.segue.spring.boot;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.NoOpProvider;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.openfeature.OpenFeatureProposer;
import dev.segue.client.openfeature.SegueProvider;
import dev.segue.spring.SegueMigrations;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * OpenFeature: the flags of the journal, served in a domain of their own, so that a provider that the application has
 * stays its default one; and that provider's proposals.
 */
@AutoConfiguration(after = SegueAutoConfiguration.class)
@ConditionalOnClass(name = "dev.openfeature.sdk.OpenFeatureAPI")
@ConditionalOnBean(SegueMigrations.class)
@ConditionalOnProperty(prefix = "segue.openfeature", name = "enabled", havingValue = "true", matchIfMissing = true)
public class SegueOpenFeatureAutoConfiguration {

    /** {@return the provider, which is set in its domain} */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @Lazy(false)
    Serving segueServing(SegueProperties properties, Segue segue, SegueMigrations migrations) {
        return new Serving(properties.openfeature().domain(), new SegueProvider(segue));
    }

    /** {@return what carries the proposals of the application's own provider to the journal} */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @Lazy(false)
    Proposing segueProposing(SegueProperties properties, Segue segue, SegueMigrations migrations) {
        return new Proposing(properties.openfeature(), segue, migrations);
    }

    /** Keeps the provider where it was set until the application ends. */
    static final class Serving implements AutoCloseable {

        private final String domain;

        Serving(String domain, SegueProvider provider) {
            this.domain = domain;
            OpenFeatureAPI api = OpenFeatureAPI.getInstance();
            if (domain.isBlank()) {
                api.setProviderAndWait(provider);
            } else {
                api.setProviderAndWait(domain, provider);
            }
        }

        @Override
        public void close() {
            OpenFeatureAPI api = OpenFeatureAPI.getInstance();
            if (domain.isBlank()) {
                api.setProvider(new NoOpProvider());
            } else {
                api.setProvider(domain, new NoOpProvider());
            }
        }
    }

    /** The proposer, if there is something to propose. */
    static final class Proposing implements AutoCloseable {

        private final Runnable closing;

        Proposing(SegueProperties.OpenFeature properties, Segue segue, SegueMigrations migrations) {
            if (properties.proposals().isEmpty()) {
                closing = () -> {};
                return;
            }
            Map<String, Migration> byFlag = new LinkedHashMap<>();
            properties.proposals().forEach((flag, migration) -> byFlag.put(flag, migrations.get(migration)));
            Client client = OpenFeatureAPI.getInstance().getClient();
            OpenFeatureProposer proposer = new OpenFeatureProposer(segue, client, byFlag, properties.interval());
            closing = proposer::close;
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
