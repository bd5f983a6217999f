package dev.segue.client.openfeature;

import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.FlagValueType;
import dev.openfeature.sdk.Hook;
import dev.openfeature.sdk.HookContext;
import dev.segue.client.Migration;
import dev.segue.client.Stage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports which shapes an instance really served when the application evaluates its flags through a provider of its own:
 * also where a provider that is not ready, or fails, had OpenFeature answer with the default. So a gate that waits for a
 * settled flag goes by what happened. What {@link SegueProvider} served is counted already, and left out here. Thread-safe.
 */
public final class ServedVariantsHook implements Hook<Object> {

    private final Map<String, Migration> byFlag;

    /** @param byFlag the migration that each flag of the provider decides about */
    public ServedVariantsHook(Map<String, Migration> byFlag) {
        this.byFlag = Map.copyOf(byFlag);
    }

    @Override
    public boolean supportsFlagValueType(FlagValueType type) {
        return type == FlagValueType.BOOLEAN || type == FlagValueType.STRING;
    }

    @Override
    public void finallyAfter(
            HookContext<Object> context, FlagEvaluationDetails<Object> details, Map<String, Object> hints) {
        Migration migration = byFlag.get(details.getFlagKey());
        if (migration == null
                || SegueProvider.NAME.equals(context.getProviderMetadata().getName())) {
            return;
        }
        Boolean isNew = isNew(details.getValue());
        if (isNew != null) {
            migration.served(isNew);
        }
    }

    private static @Nullable Boolean isNew(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        for (Stage stage : Stage.values()) {
            if (stage.name().equals(value)) {
                return stage.readsNew();
            }
        }
        return null;
    }
}
