package dev.segue.cli.render;

import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Statement;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.plan.Step;
import dev.segue.plan.Stop;

/** A plan for programs. */
final class PlanJson {

    private PlanJson() {}

    static Json of(Plan plan) {
        Plan.Header header = plan.header();
        Plan.Assessment assessment = plan.assessment();
        return new Json()
                .with("migration", header.migration())
                .with("description", header.description())
                .with("flag", header.flag())
                .with("checksum", header.checksum())
                .with("strategy", new StrategyText(assessment.strategy()).json())
                .with(
                        "versionSchemas",
                        plan.versions().stream().map(VersionSchema::name).toList())
                .with("lossless", assessment.lossless())
                .with("estimatedRows", assessment.rows())
                .with("estimatedBytes", assessment.bytes())
                .with("mappings", plan.mappings(), PlannedMapping::description)
                .with("itinerary", plan.itinerary(), PlanJson::stop)
                .with("steps", plan.steps(), step -> step(plan, step))
                .with(
                        "warnings",
                        assessment.warnings(),
                        warning -> new Json().with("message", warning.message()).with("hint", warning.hint()));
    }

    private static Json stop(Stop stop) {
        return switch (stop) {
            case Stop.Run run -> new Json().with("phase", run.phase().word());
            case Stop.Await await -> new Json().with("gates", await.gates(), GateWords::json);
            case Stop.Halt ignored -> new Json().with("system", "stops");
            case Stop.Start ignored -> new Json().with("system", "starts");
        };
    }

    private static Json step(Plan plan, Step step) {
        Json json = new Json()
                .with("number", step.number())
                .with("phase", step.phase().word())
                .with("title", step.title());
        return json.with("kind", kind(step)).with("statements", StepText.statements(plan, step), PlanJson::statement);
    }

    private static String kind(Step step) {
        return switch (step) {
            case Step.Transaction ignored -> "transaction";
            case Step.Concurrent ignored -> "concurrent";
            case Step.Fill ignored -> "fill";
            case Step.Compare ignored -> "compare";
        };
    }

    private static Json statement(Statement statement) {
        return new Json()
                .with("sql", statement.sql())
                .with("lock", statement.lock())
                .with("why", statement.why());
    }
}
