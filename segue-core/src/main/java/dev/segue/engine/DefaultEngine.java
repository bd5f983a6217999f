package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.dialect.FoundVersion;
import dev.segue.gate.GateReport;
import dev.segue.inspect.Inspection;
import dev.segue.migration.GateSettings;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.plan.Planner;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The engine on a database with a journal. Thread-safe; holds no state of its own. */
final class DefaultEngine implements Engine {

    private final Dialect dialect;
    private final Journal journal;
    private final Sessions sessions;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final Settler settler;

    DefaultEngine(
            Dialect dialect, Journal journal, DataSource dataSource, EngineSettings settings, EngineListener listener) {
        this.dialect = dialect;
        this.journal = journal;
        this.sessions = new Sessions(dialect, dataSource);
        this.settings = settings;
        this.listener = listener;
        this.settler = new Settler(sessions, journal);
    }

    @Override
    public Plan plan(MigrationFile file) throws InvalidMigrationException {
        try (Connection connection = sessions.open()) {
            String name = file.migration().name();
            int attempt = 1;
            if (journal.installed(connection)) {
                Optional<Journal.Entry> entry = journal.find(connection, name);
                if (entry.isPresent()) {
                    if (!(entry.get().state() instanceof Lifecycle.RolledBack)) {
                        refuseChanged(file, entry.get());
                        return PlanCodec.read(entry.get().plan());
                    }
                    attempt = entry.get().attempt() + 1;
                }
            }
            if (!journal.installed(connection)) {
                return new Planner(dialect).plan(connection, file, attempt, List.of());
            }
            Plan plan = new Planner(dialect)
                    .plan(connection, file, attempt, OlderVersions.of(connection, journal, dialect));
            new Neighbours(journal).refuse(connection, plan);
            return plan;
        } catch (SQLException e) {
            throw sessions.unread(file.migration().name() + " could not be planned", e);
        }
    }

    @Override
    public Inspection inspect(List<String> names) {
        try {
            return new Inspecting(dialect, journal, sessions).inspect(names);
        } catch (SQLException e) {
            throw sessions.unread("the database could not be inspected", e);
        }
    }

    @Override
    public Outcome run(MigrationFile file, Phase until, List<Force> force) throws InvalidMigrationException {
        String name = file.migration().name();
        plan(file); // a file that does not fit is refused before there is a journal
        sessions.requireOwn();
        sessions.writing(c -> {
            journal.install(c);
            return name;
        });
        try (Lease lease = ownLease(name)) {
            Optional<Journal.Entry> entry = sessions.reading(c -> journal.find(c, name));
            if (entry.isEmpty() || entry.get().state() instanceof Lifecycle.RolledBack) {
                start(file, plan(file));
            }
            return drive(lease, name, until, force);
        }
    }

    private static void refuseChanged(MigrationFile file, Journal.Entry entry) {
        if (!entry.checksum().equals(file.checksum()) && !(entry.state() instanceof Lifecycle.Contracted)) {
            throw SegueException.usage(
                    entry.name() + ": the file changed since the migration was started from it",
                    "segue resume " + entry.name() + " goes on with what was started; or segue rollback " + entry.name()
                            + " and run the new file");
        }
    }

    private void start(MigrationFile file, Plan plan) {
        sessions.writing(c -> {
            journal.install(c); // takes its lock: of two that start at once, the second sees the first
            new Neighbours(journal).refuse(c, plan);
            journal.start(
                    c,
                    new Journal.Start(
                            plan.header().migration(),
                            plan.header().attempt(),
                            file.checksum(),
                            file.text(),
                            PlanCodec.write(plan),
                            settings.actor()));
            beginFleet(c, file, plan);
            journal.event(
                    c,
                    plan.header().migration(),
                    "start",
                    settings.actor(),
                    "attempt " + plan.header().attempt() + ", file "
                            + file.checksum().substring(0, 12));
            return plan;
        });
    }

    private void beginFleet(Connection connection, MigrationFile file, Plan plan) throws SQLException {
        String name = plan.header().migration();
        GateSettings.DarkReadsClean goal = file.migration().gates().darkReadsClean();
        if (goal != null) {
            journal.fleet().darkReadGoal(connection, name, goal.comparisons(), goal.window());
        }
        if (plan.header().inStages()) {
            journal.fleet().begin(connection, name, plan.header().flag(), settings.actor(), plan.requiredOfOldShape());
        }
    }

    @Override
    public Outcome proceed(String migration, Phase until, List<Force> force) {
        entry(migration);
        try (Lease lease = lease(migration)) {
            return drive(lease, migration, until, force);
        }
    }

    @Override
    public Outcome rollback(String migration) {
        entry(migration);
        try (Lease lease = lease(migration)) {
            return driver(lease, migration).rollback();
        }
    }

    @Override
    public Outcome seal(String migration, List<Force> force) {
        Journal.Entry entry = entry(migration);
        switch (entry.state()) {
            case Lifecycle.BothLive live -> {}
            case Lifecycle.Sealing sealing -> {}
            default ->
                throw wrongState(
                        entry, "only a migration whose both shapes live can be sealed", "segue status " + migration);
        }
        return proceed(migration, Phase.SEAL, force);
    }

    @Override
    public Outcome unseal(String migration) {
        entry(migration);
        try (Lease lease = lease(migration)) {
            return driver(lease, migration).unseal();
        }
    }

    @Override
    public Outcome contract(String migration, List<Force> force) {
        Journal.Entry entry = entry(migration);
        switch (entry.state()) {
            case Lifecycle.Sealed sealed -> {}
            case Lifecycle.Contracting contracting -> {}
            case Lifecycle.Contracted contracted -> {}
            default -> throw wrongState(entry, "only a sealed migration can be contracted", "segue seal " + migration);
        }
        return proceed(migration, Phase.CONTRACT, force);
    }

    @Override
    public void approve(String migration, String why) {
        entry(migration);
        sessions.writing(c -> {
            journal.event(c, migration, Event.APPROVAL, settings.actor(), why);
            return migration;
        });
    }

    @Override
    public boolean start(String migration) {
        entry(migration);
        try (Lease lease = lease(migration)) {
            return driver(lease, migration).start();
        }
    }

    @Override
    public StatementCheck check(Plan plan, Captured captured) {
        return new StatementLooks(dialect, sessions, journal).check(plan, captured);
    }

    @Override
    public Drift validate(List<Drift.DeclaredFile> files, boolean complete) {
        return new Validator(dialect, sessions, journal).validate(files, complete);
    }

    static SegueException wrongState(Journal.Entry entry, String why, String next) {
        return SegueException.usage(entry.name() + " is " + entry.state().word() + ": " + why, next);
    }

    @Override
    public Comparison verify(String migration) {
        Journal.Entry entry = entry(migration);
        boolean sealed = switch (entry.state()) {
            case Lifecycle.Sealed s -> true;
            case Lifecycle.Contracting s -> true;
            case Lifecycle.Verifying s -> false;
            case Lifecycle.BothLive s -> false;
            case Lifecycle.Sealing s -> false;
            default ->
                throw wrongState(entry, "there are not two filled shapes to compare", "segue status " + migration);
        };
        Plan plan = PlanCodec.read(entry.plan());
        if (sessions.reading(c -> journal.fleet().stages(c, migration))
                .map(Fleet.Stages::stage)
                .equals(Optional.of(Stage.COMPLETE))) {
            throw SegueException.usage(
                    migration + " is in stage complete: the old shape is not written any more, and differs",
                    "segue status " + migration);
        }
        settler.settleAll();
        return new Comparer(sessions, journal, settings, listener).compare(plan, Phase.VERIFY, sealed);
    }

    @Override
    public long settle() {
        return settler.settleAll();
    }

    @Override
    public void pause(String migration) {
        paused(migration, true);
    }

    @Override
    public void unpause(String migration) {
        paused(migration, false);
    }

    private void paused(String migration, boolean paused) {
        entry(migration);
        sessions.writing(c -> {
            journal.pause(c, migration, paused);
            journal.event(c, migration, paused ? "pause" : "resume", settings.actor(), "");
            return migration;
        });
    }

    @Override
    public void flag(String migration, int percent) {
        if (percent < 0 || percent > 100) {
            throw SegueException.usage(
                    "a flag stands between 0 and 100 percent, not " + percent, "segue flag " + migration + " 25%");
        }
        Journal.Entry entry = entry(migration);
        boolean movable = switch (entry.state()) {
            case Lifecycle.BothLive s -> true;
            case Lifecycle.Filling s -> true;
            case Lifecycle.Verifying s -> true;
            case Lifecycle.Sealing s -> percent == 100;
            case Lifecycle.Sealed s -> percent == 100;
            case Lifecycle.Contracting s -> percent == 100;
            case Lifecycle.Contracted s -> percent == 100;
            case Lifecycle.Expanding s -> percent == 0;
            case Lifecycle.Unsealing s -> percent == 100;
            case Lifecycle.RollingBack s -> percent == 0;
            case Lifecycle.RolledBack s -> percent == 0;
        };
        if (!movable) {
            throw wrongState(entry, "code would meet a shape that is not there", "segue status " + migration);
        }
        Plan.Header header = PlanCodec.read(entry.plan()).header();
        if (header.inStages()) {
            throw SegueException.usage(
                    migration + " goes by stages, for its application writes twice itself: a percentage would have one"
                            + " instance read what another does not write",
                    "segue stage " + migration + " " + Stage.words().replace(", ", "|"));
        }
        String flag = header.flag();
        sessions.writing(c -> {
            journal.flag(c, migration, flag, percent, settings.actor());
            journal.event(c, migration, "flag", settings.actor(), flag + " at " + percent + " %");
            return migration;
        });
    }

    @Override
    public StageMove stage(String migration, Stage wanted) {
        Journal.Entry entry = entry(migration);
        if (!PlanCodec.read(entry.plan()).header().inStages()) {
            throw SegueException.usage(
                    migration
                            + " has no stages: the database writes both shapes, so any mix of old and new code is safe",
                    "segue flag " + migration + " on");
        }
        return new Stages(dialect, sessions, journal.fleet(), settings, listener).move(migration, wanted);
    }

    @Override
    public List<Fleet.Instance> instances(String migration) {
        if (!migration.isEmpty()) {
            entry(migration);
        }
        return sessions.reading(c -> journal.installed(c) ? journal.fleet().instances(c, migration) : List.of());
    }

    @Override
    public DarkReadsFound darkReads(String migration) {
        entry(migration);
        return sessions.reading(c -> new DarkReadsFound(
                migration,
                journal.fleet().darkReadGoal(c, migration).orElse(null),
                journal.fleet().darkReads(c, migration),
                journal.fleet().samples(c, migration)));
    }

    @Override
    public List<String> migrations() {
        return sessions.reading(c -> journal.installed(c) ? journal.names(c) : List.of());
    }

    @Override
    public List<FoundVersion> versions() {
        return sessions.reading(dialect::versions);
    }

    @Override
    public Status status(String migration) {
        Journal.Entry entry = entry(migration);
        return sessions.reading(
                c -> new StatusReader(dialect, journal, settler, settings.applicationSessions()).read(c, entry));
    }

    @Override
    public List<GateReport> gates(String migration) {
        return status(migration).gates();
    }

    @Override
    public List<Event> history(String migration) {
        return sessions.reading(c -> journal.installed(c) ? journal.events(c, migration) : List.of());
    }

    private Journal.Entry entry(String migration) {
        Optional<Journal.Entry> entry = sessions.reading(
                c -> journal.installed(c) ? journal.find(c, migration) : Optional.<Journal.Entry>empty());
        return entry.orElseThrow(() -> SegueException.usage(
                "the journal knows no migration " + migration
                        + dev.segue.declare.Suggestions.didYouMean(migration, migrations()),
                "segue status lists them; segue run FILE starts one"));
    }

    private Lease lease(String migration) {
        sessions.requireOwn();
        return ownLease(migration);
    }

    private Lease ownLease(String migration) {
        return Lease.take(sessions, journal, migration, settings.actor());
    }

    private Driver driver(Lease lease, String migration) {
        return new Driver(dialect, sessions, journal, settings, listener, settler, lease, migration);
    }

    private Outcome drive(Lease lease, String migration, Phase until, List<Force> force) {
        return driver(lease, migration).drive(until, force);
    }
}
