package dev.segue.cli.demo;

import dev.segue.cli.EngineOpener;
import dev.segue.cli.EngineOpener.OpenEngine;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.PlanDetail;
import dev.segue.cli.render.PlanReport;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.Wording;
import dev.segue.cli.terminal.Screen;
import dev.segue.dialect.Dialect;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.testing.load.Load;
import dev.segue.testing.load.LoadSettings;
import dev.segue.testing.orders.OrdersApplication;
import dev.segue.testing.orders.OrdersSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What happens in a demo, scene by scene. Used by one thread. */
final class Story {

    private static final int OLD_INSTANCES = 3;
    private static final int NEW_INSTANCES = 2;
    private static final int SESSIONS = 2;
    private static final int REQUESTS_PER_SECOND = 150;

    private final EngineOpener engines;
    private final EngineSettings engineSettings;
    private final Screen screen;
    private final DemoSettings settings;
    private final DemoServer server;
    private final Cleaner cleaner;
    private final OrdersSchema orders;
    private final String name;
    private final PhaseMeter meter = new PhaseMeter();
    private final Evidence evidence = new Evidence();

    Story(
            EngineOpener engines,
            EngineSettings engineSettings,
            Screen screen,
            DemoSettings settings,
            DemoServer server,
            Cleaner cleaner) {
        this.engines = engines;
        this.engineSettings = engineSettings.withRowsPerRange(settings.rowsPerRange());
        this.screen = screen;
        this.settings = settings;
        this.server = server;
        this.cleaner = cleaner;
        this.orders = OrdersSchema.standard(settings.rows()).in(server.schema());
        this.name = server.migration();
    }

    /** What happens before everything is judged. */
    interface LastAct {
        void play() throws SQLException;
    }

    Report tell(LastAct lastAct) throws SQLException, InvalidMigrationException {
        screen.print("Making " + Wording.count(settings.rows(), "order") + " …");
        execute(orders.schemaSql());
        execute(orders.fillSql());
        MigrationFile file = DemoMigration.in(server.schema(), name);
        LoadSettings loadSettings = LoadSettings.standard()
                .withInstances(OLD_INSTANCES, NEW_INSTANCES)
                .withSessions(SESSIONS)
                .withRequestsPerSecond(REQUESTS_PER_SECOND)
                .withSeed(settings.seed());
        try (OpenEngine open = engines.open(server.connection(), engineSettings, meter);
                FleetFlags flags = new FleetFlags(server.application(), name, NEW_INSTANCES);
                Load load = new Load(new OrdersApplication(orders), server.application(), flags, loadSettings);
                Show show = new Show(screen, subject(), meter)) {
            cleaner.running(() -> {
                show.clear();
                load.close();
                flags.close();
                open.close();
            });
            Engine engine = open.engine();
            Plan plan = engine.plan(file);
            printPlan(plan);
            meter.plan(plan);
            evidence.watchDeadlocks(server);
            load.start();
            show.start(load);
            String failure = play(engine, file, load, show);
            load.stop();
            lastAct.play();
            return evidence.report(server, engine, name, load, show, subject(plan, show), failure);
        }
    }

    private String subject() {
        return server.description() + ", " + Wording.count(settings.rows(), "order");
    }

    private DemoReport.Subject subject(Plan plan, Show show) {
        return new DemoReport.Subject(
                server.description(),
                plan.mappings().stream().map(PlannedMapping::description).collect(Collectors.joining("; ")),
                settings,
                Wording.duration(show.timeline().elapsed()));
    }

    /** {@return why it ended early, or an empty text} */
    private String play(Engine engine, MigrationFile file, Load load, Show show)
            throws SQLException, InvalidMigrationException {
        try {
            giveUp(engine, file, show);
            start(engine, file, show);
            flipTheFlag(engine, show);
            retireTheOldCode(engine, load, show);
            return "";
        } catch (SegueException e) {
            return e.getMessage() + " Next: " + e.next();
        }
    }

    private void giveUp(Engine engine, MigrationFile file, Show show) throws SQLException, InvalidMigrationException {
        show.scene(
                "Old code and new code write orders",
                "The flag is at 0 %: all of them use the columns of orders. There are no addresses yet.");
        dwell(0.08);
        String before = dump();
        show.scene(
                "First start",
                "Segue makes the table of addresses and carries every write to both shapes. Old rows follow by and by.");
        Pauser pauser = new Pauser(engine, name);
        meter.watch(pauser);
        engine.run(file, Phase.BACKFILL, List.of());
        pauser.awaitPause();
        dwell(0.03);
        show.scene(
                "Somebody changes their mind: rollback",
                "The new shape is taken away under load. No write was lost with it, for each is in the old shape too.");
        reached(engine.rollback(name));
        evidence.rollback(before, dump());
        dwell(0.06);
    }

    private void start(Engine engine, MigrationFile file, Show show) throws InvalidMigrationException {
        show.scene(
                "Start again",
                "Now to the end: new structures, backfill in short ranges, and a comparison of both shapes under load.");
        reached(engine.run(file, Phase.VERIFY, List.of()));
        evidence.compared(engine.status(name).comparison());
    }

    private void flipTheFlag(Engine engine, Show show) {
        flag(engine, show, 25, "A quarter of the new code's requests use addresses; old code knows nothing of them.");
        dwell(0.14);
        compare(engine);
        flag(engine, show, 100, "All new code uses addresses. Old code still works on orders alone.");
        dwell(0.12);
        flag(engine, show, 0, "Something looks odd: back to the old shape at once. Nothing has to be copied back.");
        dwell(0.10);
        compare(engine);
        flag(engine, show, 100, "It was nothing. New code uses addresses for good.");
        dwell(0.12);
    }

    private void flag(Engine engine, Show show, int percent, String explanation) {
        engine.flag(name, percent);
        show.flag(percent);
        show.scene("Flag at " + percent + " %", explanation);
    }

    private void retireTheOldCode(Engine engine, Load load, Show show) {
        load.retireOldCode();
        show.scene("Old code is retired", "The gates before the seal open: flag settled, no write on its way.");
        dwell(0.06);
        show.scene("Seal", "The old columns are renamed out of reach, and still kept in step.");
        untilReached(() -> engine.seal(name, List.of()));
        compare(engine);
        dwell(0.05);
        show.scene("Somebody needs the old code once more: unseal", "The old columns are back at once, up to date.");
        reached(engine.unseal(name));
        load.returnOldCode();
        dwell(0.10);
        load.retireOldCode();
        show.scene("Seal again", "Old code is gone for good. The old shape stays restorable for the time of the soak.");
        untilReached(() -> engine.seal(name, List.of()));
        dwell(0.04);
        show.scene("Contract", "The old columns, the triggers and everything of Segue's are dropped.");
        untilReached(() -> engine.contract(name, List.of()));
        dwell(0.08);
        show.scene("The end", "Only the new shape is left.");
    }

    private void compare(Engine engine) {
        evidence.compared(engine.verify(name));
        meter.idle();
    }

    /** Tries again while gates are closed; they are, for a second or so. */
    private static void untilReached(Supplier<Outcome> move) {
        Outcome outcome = move.get();
        while (outcome instanceof Outcome.Waiting) {
            sleep(Duration.ofMillis(200));
            outcome = move.get();
        }
        reached(outcome);
    }

    private static void reached(Outcome outcome) {
        if (!(outcome instanceof Outcome.Reached)) {
            throw SegueException.failed(
                    "the migration came to " + outcome.state().word() + " and not further: "
                            + outcome.getClass().getSimpleName(),
                    "run segue demo again",
                    null);
        }
    }

    private void printPlan(Plan plan) {
        Page page = new Page(screen.style(), screen.width());
        new PlanReport(plan, name + ".yaml", PlanDetail.BRIEF).text(page);
        List<String> lines = page.lines();
        screen.print("");
        screen.print(lines.subList(0, lines.size() - 1));
    }

    private String dump() throws SQLException {
        Dialect dialect = Engines.dialect(server.connection().url());
        try (Connection session = server.application().getConnection()) {
            dialect.prepare(session);
            return dialect.dump(session, List.of(server.schema()));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection session = server.application().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private void dwell(double share) {
        sleep(settings.share(share));
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SegueException.failed("the demo was interrupted", "run segue demo again", e);
        }
    }
}
