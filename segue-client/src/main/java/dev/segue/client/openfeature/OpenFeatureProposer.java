package dev.segue.client.openfeature;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EventDetails;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ProviderState;
import dev.segue.client.JournalException;
import dev.segue.client.Migration;
import dev.segue.client.Proposal;
import dev.segue.client.Segue;
import dev.segue.client.Stage;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the provider of flags that a user already has propose where migrations go: an integer flag the percentage, or, where
 * the application writes twice, a string flag the stage. The journal checks the proposal as it checks
 * {@code segue flag} and {@code segue stage}, decides, and tells all instances. What it has once accepted from a provider is
 * not proposed again until the provider says something else, so that an operator, or a retreat, keeps the last word.
 *
 * <p>A provider that is not ready, fails, or answers what is no percentage or stage proposes nothing: the state stays as it
 * is, never a default. That, and a refusal, is said once.
 *
 * <p>It looks when the provider says that something changed, and every interval. Evaluations have no targeting key: the
 * flags it asks are rules about the fleet, not about a user. Thread-safe.
 */
public final class OpenFeatureProposer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFeatureProposer.class);

    private static final int NO_PERCENT = -1;
    private static final String NO_STAGE = "";

    private final Segue segue;
    private final Client provider;
    private final Map<String, Migration> byFlag;
    private final Map<String, String> said = new ConcurrentHashMap<>();
    private final Map<String, String> accepted = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final Consumer<EventDetails> look;

    /**
     * Begins to propose.
     *
     * @param provider a client of the provider that proposes
     * @param byFlag the migration that each flag of the provider proposes for
     * @param interval how often the provider is asked even if it says nothing; a refused proposal is made again then
     */
    public OpenFeatureProposer(Segue segue, Client provider, Map<String, Migration> byFlag, Duration interval) {
        this.segue = segue;
        this.provider = provider;
        this.byFlag = Map.copyOf(byFlag);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "segue-proposer");
            made.setDaemon(true);
            return made;
        });
        this.look = details -> thread.execute(this::propose);
        provider.onProviderReady(look);
        provider.onProviderConfigurationChanged(look);
        thread.scheduleWithFixedDelay(this::propose, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void propose() {
        byFlag.forEach((flag, migration) -> {
            try {
                propose(flag, migration);
            } catch (RuntimeException e) {
                say(flag, "the provider failed: " + e);
            }
        });
    }

    private void propose(String flag, Migration migration) {
        if (provider.getProviderState() != ProviderState.READY) {
            say(flag, "its provider is " + provider.getProviderState());
            return;
        }
        Optional<Proposal> proposal = migration.stage().isPresent() ? stage(flag) : percent(flag);
        if (proposal.isEmpty() || proposal.get().toString().equals(accepted.get(flag))) {
            return;
        }
        try {
            segue.propose(migration, proposal.get(), "openfeature:" + flag);
            accepted.put(flag, proposal.get().toString());
            said.remove(flag);
        } catch (JournalException e) {
            say(flag, proposal.get() + " was not accepted: " + e.getMessage());
        }
    }

    private Optional<Proposal> percent(String flag) {
        FlagEvaluationDetails<Integer> details = provider.getIntegerDetails(flag, NO_PERCENT);
        Integer percent = details.getValue();
        if (failed(flag, details.getErrorCode(), details.getErrorMessage())) {
            return Optional.empty();
        }
        if (percent == null || percent < 0 || percent > 100) {
            say(flag, percent + " is no percentage");
            return Optional.empty();
        }
        return Optional.of(new Proposal.Percent(percent));
    }

    private Optional<Proposal> stage(String flag) {
        FlagEvaluationDetails<String> details = provider.getStringDetails(flag, NO_STAGE);
        String name = details.getValue();
        if (failed(flag, details.getErrorCode(), details.getErrorMessage())) {
            return Optional.empty();
        }
        Optional<Proposal> proposal = Arrays.stream(Stage.values())
                .filter(stage -> stage.name().equals(name))
                .<Proposal>map(Proposal.ToStage::new)
                .findFirst();
        if (proposal.isEmpty()) {
            say(flag, "\"" + name + "\" is no stage; the stages are " + Arrays.toString(Stage.values()));
        }
        return proposal;
    }

    private boolean failed(
            String flag,
            @org.jspecify.annotations.Nullable Object code,
            @org.jspecify.annotations.Nullable String message) {
        if (code != null) {
            say(flag, "its provider answered " + code + " " + message);
        }
        return code != null;
    }

    /** Says what is in the way, once until it is something else or it works. */
    private void say(String flag, String what) {
        if (!what.equals(said.put(flag, what))) {
            LOG.warn("No proposal of flag {} for {}: {}; the last state is kept", flag, byFlag.get(flag), what);
        }
    }

    /** Proposes no more. */
    @Override
    public void close() {
        provider.removeHandler(dev.openfeature.sdk.ProviderEvent.PROVIDER_READY, look);
        provider.removeHandler(dev.openfeature.sdk.ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, look);
        thread.shutdownNow();
    }
}
