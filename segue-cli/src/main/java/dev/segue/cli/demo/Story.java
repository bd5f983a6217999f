package dev.segue.cli.demo;

import dev.segue.cli.EngineOpener;
import dev.segue.cli.EngineOpener.OpenEngine;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.PlanDetail;
import dev.segue.cli.render.PlanReport;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.Wording;
import dev.segue.cli.terminal.Screen;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.engine.StopSettings;
import dev.segue.engine.StopWay;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.testing.load.Application;
import dev.segue.testing.load.Load;
import dev.segue.testing.load.LoadSettings;
import dev.segue.testing.orders.OrdersApplication;
import dev.segue.testing.orders.OrdersSchema;
import dev.segue.testing.orders.StagedOrdersApplication;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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
        this.engineSettings = engineSettings
                .withRowsPerRange(settings.rowsPerRange())
                .withStop(new StopSettings(new StopWay.Instances(), Duration.ofSeconds(10)));
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
        MigrationFile file = DemoMigration.in(server.schema(), name, settings);
        LoadSettings loadSettings = LoadSettings.standard()
                .withInstances(OLD_INSTANCES, NEW_INSTANCES)
                .withSessions(SESSIONS)
                .withRequestsPerSecond(REQUESTS_PER_SECOND)
                .withSeed(settings.seed());
        try (OpenEngine open = engines.open(server.connection(), engineSettings, meter);
                DemoFleet fleet = new DemoFleet(server.application(), name, OLD_INSTANCES, NEW_INSTANCES);
                Load load = new Load(application(fleet), server.application(), fleet, loadSettings);
                Show show = new Show(screen, subject(), meter)) {
            cleaner.running(() -> {
                show.clear();
                load.close();
                fleet.close();
                open.close();
            });
            Engine engine = open.engine();
            Plan plan = engine.plan(file);
            printPlan(plan);
            meter.plan(plan);
            evidence.watchDeadlocks(server);
            load.start();
            show.start(load);
            Backstage.Company company = new Backstage.Company(engine, meter, load, fleet, show, evidence);
            String failure = play(acts(new Backstage(company, file, name, settings, server)));
            load.stop();
            lastAct.play();
            return evidence.report(server, name, company, subject(plan, show), failure);
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
    private static String play(Acts acts) throws SQLException, InvalidMigrationException {
        try {
            acts.play();
            return "";
        } catch (SegueException e) {
            return e.getMessage() + " Next: " + e.next();
        }
    }

    private Acts acts(Backstage backstage) {
        return switch (settings.duplicateWrites()) {
            case DATABASE ->
                switch (settings.strategy()) {
                    case AUTO, EXPAND_CONTRACT -> new DatabaseActs(backstage);
                    case CODE_FIRST -> new CodeFirstActs(backstage);
                    case DATA_FIRST -> new DataFirstActs(backstage);
                    case BIG_BANG -> new BigBangActs(backstage);
                };
            case APPLICATION -> new ApplicationActs(backstage);
        };
    }

    private Application application(DemoFleet fleet) {
        return switch (settings.duplicateWrites()) {
            case DATABASE -> new OrdersApplication(orders, fleet);
            case APPLICATION -> new StagedOrdersApplication(orders, fleet);
        };
    }

    private void printPlan(Plan plan) {
        Page page = new Page(screen.style(), screen.width());
        new PlanReport(plan, name + ".yaml", PlanDetail.BRIEF).text(page);
        List<String> lines = page.lines();
        screen.print("");
        screen.print(lines.subList(0, lines.size() - 1));
    }

    private void execute(String sql) throws SQLException {
        try (Connection session = server.application().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }
}
