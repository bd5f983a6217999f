package dev.segue.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.segue.catalog.Catalog;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import java.util.Collection;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Plans as JSON, as the journal stores them. Thread-safe. */
public final class PlanCodec {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addMixIn(Step.class, Steps.class)
            .addMixIn(Stop.class, Stops.class)
            .addMixIn(Constraint.class, Constraints.class)
            .addMixIn(Catalog.class, Catalogs.class)
            .build();

    private PlanCodec() {}

    /** {@return the plan as JSON} */
    public static String write(Plan plan) {
        return MAPPER.writeValueAsString(plan);
    }

    /**
     * {@return the plan that was written}
     *
     * @throws IllegalArgumentException if it was written by a release whose form this one does not read
     */
    public static Plan read(String json) {
        try {
            Plan plan = MAPPER.readValue(json, Plan.class);
            if (plan.header().format() != Plan.FORMAT) {
                throw new IllegalArgumentException("the journal's plan has the form "
                        + plan.header().format() + ", this release reads " + Plan.FORMAT);
            }
            return plan;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the journal's plan cannot be read by this release: " + e.getOriginalMessage(), e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Step.Transaction.class, name = "transaction"),
        @JsonSubTypes.Type(value = Step.Concurrent.class, name = "concurrent"),
        @JsonSubTypes.Type(value = Step.Fill.class, name = "fill"),
        @JsonSubTypes.Type(value = Step.Compare.class, name = "compare")
    })
    private interface Steps {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Stop.Run.class, name = "run"),
        @JsonSubTypes.Type(value = Stop.Halt.class, name = "halt"),
        @JsonSubTypes.Type(value = Stop.Start.class, name = "start"),
        @JsonSubTypes.Type(value = Stop.Await.class, name = "await")
    })
    private interface Stops {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Constraint.PrimaryKey.class, name = "primary_key"),
        @JsonSubTypes.Type(value = Constraint.Unique.class, name = "unique"),
        @JsonSubTypes.Type(value = Constraint.Check.class, name = "check"),
        @JsonSubTypes.Type(value = Constraint.ForeignKey.class, name = "foreign_key"),
        @JsonSubTypes.Type(value = Constraint.Other.class, name = "other")
    })
    private interface Constraints {}

    private abstract static class Catalogs {
        @JsonValue
        abstract Collection<Table> list();

        @JsonCreator
        static Catalog of(Collection<Table> tables) {
            return Catalog.of(tables);
        }
    }
}
