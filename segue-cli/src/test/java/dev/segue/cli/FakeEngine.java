package dev.segue.cli;

import dev.segue.dialect.FoundVersion;
import dev.segue.engine.Captured;
import dev.segue.engine.Comparison;
import dev.segue.engine.DarkReadsFound;
import dev.segue.engine.Drift;
import dev.segue.engine.Engine;
import dev.segue.engine.Event;
import dev.segue.engine.Fleet;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.engine.StatementCheck;
import dev.segue.engine.Status;
import dev.segue.gate.GateReport;
import dev.segue.inspect.Inspection;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine without a database: it answers what it was told to answer, and remembers what it was asked. */
public final class FakeEngine implements Engine {

    public final List<String> calls = new ArrayList<>();
    public List<String> migrations = List.of(Examples.NAME);
    public Lifecycle state = new Lifecycle.BothLive();
    public Outcome outcome = new Outcome.Reached(new Lifecycle.BothLive());
    public Comparison comparison = Examples.comparison(0);
    public List<GateReport> gates = Examples.gates(false);
    public List<FoundVersion> versions = List.of(Examples.version());
    public Inspection inspection = Examples.inspection();
    public Drift drift = new Drift(List.of(), 1, 1);
    public long settled = 3;
    public StageMove stageMove = new StageMove(Stage.LIVE, 8, List.of());
    public @Nullable SegueException failure;
    public Runnable afterCall = () -> {};

    @Override
    public Plan plan(MigrationFile file) {
        return answer("plan", Examples.plan());
    }

    @Override
    public Inspection inspect(List<String> names) {
        return answer(("inspect " + String.join(" ", names)).strip(), inspection);
    }

    @Override
    public Outcome run(MigrationFile file, Phase until, List<Force> force) {
        return answer("run until " + until.word() + forced(force), outcome);
    }

    @Override
    public Outcome proceed(String migration, Phase until, List<Force> force) {
        return answer("proceed " + migration + " until " + until.word() + forced(force), outcome);
    }

    @Override
    public Outcome rollback(String migration) {
        return answer("rollback " + migration, outcome);
    }

    @Override
    public Outcome seal(String migration, List<Force> force) {
        return answer("seal " + migration + forced(force), outcome);
    }

    @Override
    public StatementCheck check(Plan plan, Captured captured) {
        return new StatementCheck(List.of(), 0, false);
    }

    @Override
    public Drift validate(List<Drift.DeclaredFile> files, boolean complete) {
        return answer("validate " + files + (complete ? " complete" : ""), drift);
    }

    @Override
    public void approve(String migration, String why) {
        calls.add("approve " + migration + " " + why);
    }

    @Override
    public boolean start(String migration) {
        return false;
    }

    @Override
    public Outcome unseal(String migration) {
        return answer("unseal " + migration, outcome);
    }

    @Override
    public Outcome contract(String migration, List<Force> force) {
        return answer("contract " + migration + forced(force), outcome);
    }

    @Override
    public Comparison verify(String migration) {
        return answer("verify " + migration, comparison);
    }

    @Override
    public long settle() {
        return answer("settle", settled);
    }

    @Override
    public void pause(String migration) {
        answer("pause " + migration, "");
    }

    @Override
    public void unpause(String migration) {
        answer("unpause " + migration, "");
    }

    @Override
    public void flag(String migration, int percent) {
        answer("flag " + migration + " " + percent, "");
    }

    @Override
    public StageMove stage(String migration, Stage wanted) {
        return answer("stage " + migration + " " + wanted.word(), stageMove);
    }

    @Override
    public List<Fleet.Instance> instances(String migration) {
        return answer("instances " + migration, Examples.fleet(null).instances());
    }

    @Override
    public DarkReadsFound darkReads(String migration) {
        return answer("dark reads " + migration, Examples.darkReads());
    }

    @Override
    public List<String> migrations() {
        return migrations;
    }

    @Override
    public List<FoundVersion> versions() {
        return answer("versions", versions);
    }

    @Override
    public Status status(String migration) {
        return Examples.status(state);
    }

    @Override
    public List<GateReport> gates(String migration) {
        return gates;
    }

    @Override
    public List<Event> history(String migration) {
        return answer("history " + migration, Examples.events());
    }

    private static String forced(List<Force> forces) {
        StringBuilder text = new StringBuilder();
        forces.forEach(force -> text.append(", forcing ")
                .append(force.gate().word())
                .append(" because ")
                .append(force.reason()));
        return text.toString();
    }

    private <T> T answer(String call, T answer) {
        calls.add(call);
        if (failure != null) {
            throw failure;
        }
        afterCall.run();
        return answer;
    }
}
