package dev.segue.client.openfeature;

import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventProvider;
import dev.openfeature.sdk.ImmutableMetadata;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderEventDetails;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import dev.segue.client.JournalProblem;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.SegueListener;
import dev.segue.client.Stage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves the flags of the journal through OpenFeature. A flag's key is the name of a migration that the {@link Segue} knows;
 * any other is not found.
 *
 * <table>
 * <caption>What an evaluation gives</caption>
 * <tr><th>type</th><th>value</th></tr>
 * <tr><td>boolean</td><td>whether the new shape is used, by the targeting key; without one, for this instance as a whole</td></tr>
 * <tr><td>string</td><td>the stage, where the application writes twice</td></tr>
 * <tr><td>integer</td><td>how many of a hundred keys use the new shape</td></tr>
 * </table>
 *
 * The variant is {@code old} or {@code new} for a boolean, else the value. The reason is {@code SPLIT} between 0 and 100 %,
 * {@code STATIC} elsewhere, and {@code STALE} while the journal cannot be read, when the last state is served; never the
 * default. The flag's metadata hold {@code epoch}, {@code percent}, and {@code stage} where there is one.
 *
 * <p>Thread-safe. It does not close the {@link Segue}.
 */
public final class SegueProvider extends EventProvider implements SegueListener {

    /** The provider's name in OpenFeature. */
    public static final String NAME = "segue";

    private static final String STALE = "STALE";

    private final Segue segue;

    /** Serves what an instance knows. */
    public SegueProvider(Segue segue) {
        this.segue = segue;
    }

    @Override
    public Metadata getMetadata() {
        return () -> NAME;
    }

    @Override
    public void initialize(EvaluationContext context) {
        segue.listen(this);
        segue.problem().ifPresent(this::stale);
    }

    @Override
    public void shutdown() {
        segue.unlisten(this);
        super.shutdown();
    }

    @Override
    public void changed(Migration migration) {
        emitProviderConfigurationChanged(ProviderEventDetails.builder()
                .flagsChanged(List.of(migration.name()))
                .message(migration.toString())
                .build());
    }

    @Override
    public void stale(JournalProblem problem) {
        emitProviderStale(ProviderEventDetails.builder().message(problem.what()).build());
    }

    @Override
    public void current() {
        emitProviderReady(ProviderEventDetails.builder().build());
    }

    @Override
    public ProviderEvaluation<Boolean> getBooleanEvaluation(
            String key, Boolean defaultValue, @Nullable EvaluationContext context) {
        Optional<Migration> migration = segue.findMigration(key);
        if (migration.isEmpty()) {
            return notFound(key, defaultValue);
        }
        String target = context == null ? null : context.getTargetingKey();
        boolean isNew = target == null || target.isEmpty()
                ? migration.get().flag().isOnForInstance()
                : migration.get().flag().isOn(target);
        return found(migration.get(), isNew, isNew ? "new" : "old");
    }

    @Override
    public ProviderEvaluation<String> getStringEvaluation(
            String key, String defaultValue, @Nullable EvaluationContext context) {
        Optional<Migration> migration = segue.findMigration(key);
        if (migration.isEmpty()) {
            return notFound(key, defaultValue);
        }
        Optional<Stage> stage = migration.get().stage();
        return stage.isEmpty()
                ? error(
                        defaultValue,
                        ErrorCode.TYPE_MISMATCH,
                        key + " has no stage: the database writes twice; ask for the boolean")
                : found(migration.get(), stage.get().name(), stage.get().name());
    }

    @Override
    public ProviderEvaluation<Integer> getIntegerEvaluation(
            String key, Integer defaultValue, @Nullable EvaluationContext context) {
        return segue.findMigration(key)
                .map(migration -> {
                    int percent = migration.flag().percent();
                    return found(migration, percent, Integer.toString(percent));
                })
                .orElseGet(() -> notFound(key, defaultValue));
    }

    @Override
    public ProviderEvaluation<Double> getDoubleEvaluation(
            String key, Double defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue);
    }

    @Override
    public ProviderEvaluation<Value> getObjectEvaluation(
            String key, Value defaultValue, @Nullable EvaluationContext context) {
        return mismatch(key, defaultValue);
    }

    private <T> ProviderEvaluation<T> found(Migration migration, T value, String variant) {
        int percent = migration.flag().percent();
        ImmutableMetadata.ImmutableMetadataBuilder metadata =
                ImmutableMetadata.builder().addLong("epoch", migration.epoch()).addInteger("percent", percent);
        migration.stage().ifPresent(stage -> metadata.addString("stage", stage.name()));
        return ProviderEvaluation.<T>builder()
                .value(value)
                .variant(variant)
                .reason(reason(percent))
                .flagMetadata(metadata.build())
                .build();
    }

    private String reason(int percent) {
        if (segue.problem().isPresent()) {
            return STALE;
        }
        return percent == 0 || percent == 100 ? Reason.STATIC.name() : Reason.SPLIT.name();
    }

    private <T> ProviderEvaluation<T> mismatch(String key, T defaultValue) {
        return segue.findMigration(key).isEmpty()
                ? notFound(key, defaultValue)
                : error(
                        defaultValue,
                        ErrorCode.TYPE_MISMATCH,
                        key + " is a boolean, its stage a string, its percentage an integer");
    }

    private static <T> ProviderEvaluation<T> notFound(String key, T defaultValue) {
        return error(
                defaultValue,
                ErrorCode.FLAG_NOT_FOUND,
                "no migration " + key + " is used here; segue.migration(\"" + key + "\", Shapes.BOTH) at start");
    }

    private static <T> ProviderEvaluation<T> error(T value, ErrorCode code, String message) {
        return ProviderEvaluation.<T>builder()
                .value(value)
                .errorCode(code)
                .errorMessage(message)
                .reason(Reason.ERROR.name())
                .build();
    }
}
