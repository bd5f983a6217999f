package dev.segue.cli;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.ConcurrentStatement;
import dev.segue.dialect.Finding;
import dev.segue.dialect.FoundVersion;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.RangeSql;
import dev.segue.dialect.Relation;
import dev.segue.dialect.ScriptFrame;
import dev.segue.dialect.Statement;
import dev.segue.engine.Comparison;
import dev.segue.engine.DarkReadsFound;
import dev.segue.engine.Event;
import dev.segue.engine.Fleet;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Progress;
import dev.segue.engine.Stage;
import dev.segue.engine.Status;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import dev.segue.gate.Requirement;
import dev.segue.gate.Verdict;
import dev.segue.inspect.Change;
import dev.segue.inspect.Inspection;
import dev.segue.migration.DuplicateWrites;
import dev.segue.plan.Compatibility;
import dev.segue.plan.Export;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.plan.Step;
import dev.segue.plan.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A migration that extracts addresses, in all its states, as an engine would report it. */
public final class Examples {

    public static final String NAME = "0007_extract_address";

    private static final TableName ORDERS = new TableName("public", "orders");
    private static final TableName ADDRESSES = new TableName("public", "addresses");
    private static final Instant STARTED = Instant.parse("2026-11-18T08:00:00Z");

    private Examples() {}

    public static Plan plan() {
        return new Plan(
                new Plan.Header(
                        Plan.FORMAT,
                        NAME,
                        1,
                        "9f2c",
                        "Addresses get a table of their own",
                        "separate-addresses",
                        DuplicateWrites.DATABASE,
                        List.of("public")),
                steps(),
                List.of(mapping()),
                List.of(),
                itinerary(),
                new Plan.Catalogs(before(), expanded(), after()),
                new Plan.Assessment(
                        new Plan.Choice(
                                "expand_contract",
                                "old and new code must run side by side",
                                List.of(
                                        new Plan.Option(
                                                "expand_contract", true, "old and new code can run side by side"),
                                        new Plan.Option("data_first", true, "the old code does not notice the change"),
                                        new Plan.Option(
                                                "code_first", false, "new code breaks on before: no table addresses")),
                                compatibility()),
                        List.of(Finding.warn(
                                "orders has code that selects *: pg_stat_statements shows 3 statements",
                                "list the columns in these statements before you run")),
                        Map.of("public.orders", List.of("street", "city", "zip")),
                        true,
                        4_102_881,
                        1_234_567_890),
                export());
    }

    private static Export export() {
        return new Export(
                new ScriptFrame(
                        "SELECT guard",
                        "SELECT 0",
                        "BEGIN",
                        "SELECT keep",
                        List.of("SET LOCAL search_path = public"),
                        "SELECT restore",
                        "COMMIT"),
                List.of(Statement.free("CREATE TABLE addresses (id bigint)", "new")),
                List.of(Statement.free("ALTER TABLE addresses OWNER TO shop", "the same owner")),
                null);
    }

    public static Inspection inspection() {
        Relation orders = new Relation(
                ORDERS,
                new Relation.Nature(Relation.Kind.ORDINARY, false, 0, List.of()),
                new Relation.Size(4_102_881, 1_234_567_890),
                Relation.Found.NOTHING,
                List.of());
        return new Inspection(
                List.of(new Inspection.Inspected(
                        orders,
                        false,
                        new Inspection.Key(List.of("id"), true),
                        Stream.of(Change.values())
                                .map(change -> new dev.segue.inspect.Verdict(
                                        change, dev.segue.inspect.Verdict.Answer.YES, List.of()))
                                .toList(),
                        List.of())),
                Map.of(),
                List.of());
    }

    private static Compatibility compatibility() {
        Compatibility.Cell runs = cell(Compatibility.Answer.RUNS);
        return new Compatibility(
                new Compatibility.Code(
                        runs,
                        runs,
                        cell(Compatibility.Answer.BREAKS, "no orders.street", "no orders.city", "no orders.zip")),
                new Compatibility.Code(
                        cell(Compatibility.Answer.BREAKS, "no table addresses", "no orders.address_id"), runs, runs));
    }

    private static Compatibility.Cell cell(Compatibility.Answer answer, String... reasons) {
        Compatibility.Judgement judgement = new Compatibility.Judgement(answer, List.of(reasons), false);
        return new Compatibility.Cell(judgement, judgement);
    }

    private static List<Step> steps() {
        return List.of(
                new Step.Transaction(
                        1,
                        Phase.EXPAND,
                        "make addresses and the reference to it",
                        List.of(),
                        List.of(ORDERS),
                        List.of(
                                Statement.free("""
                                        create table public.addresses (
                                          id bigint generated by default as identity primary key,
                                          street text,
                                          city text,
                                          zip text
                                        )""", "it is empty and nobody uses it yet"),
                                new Statement(
                                        "alter table public.orders add column address_id bigint",
                                        "ACCESS EXCLUSIVE on public.orders, instant",
                                        "the column admits NULL and has no default, so no row is touched"))),
                new Step.Concurrent(
                        2,
                        Phase.EXPAND,
                        "index the reference",
                        List.of(ORDERS),
                        new ConcurrentStatement(
                                new Statement(
                                        "create index concurrently orders_address_id_idx on public.orders (address_id)",
                                        "SHARE UPDATE EXCLUSIVE on public.orders",
                                        "reads and writes go on"),
                                "select 'none'",
                                "drop index concurrently orders_address_id_idx")),
                new Step.Fill(3, Phase.BACKFILL, "fill addresses from orders", 0),
                new Step.Compare(4, Phase.VERIFY, "compare orders with addresses", 0),
                drop(5, Phase.SEAL, "put the old columns out of reach", "alter table public.orders rename street to x"),
                drop(6, Phase.CONTRACT, "drop the old columns", "alter table public.orders drop column x"),
                drop(7, Phase.UNSEAL, "bring the old columns back", "alter table public.orders rename x to street"),
                drop(8, Phase.ROLLBACK, "take addresses away", "drop table public.addresses"));
    }

    private static Step drop(int number, Phase phase, String title, String sql) {
        return new Step.Transaction(
                number,
                phase,
                title,
                List.of(ORDERS, ADDRESSES),
                List.of(ORDERS),
                List.of(new Statement(sql, "ACCESS EXCLUSIVE on public.orders, instant", "only the catalog changes")));
    }

    private static List<Stop> itinerary() {
        return List.of(
                new Stop.Run(Phase.EXPAND),
                new Stop.Run(Phase.BACKFILL),
                new Stop.Await(List.of(Requirement.now(Gate.FILLED))),
                new Stop.Run(Phase.VERIFY),
                new Stop.Await(
                        gates(false).stream().map(GateReport::requirement).toList()),
                new Stop.Run(Phase.SEAL),
                new Stop.Await(List.of(Requirement.during(Gate.SOAK, Duration.ofHours(72)))),
                new Stop.Run(Phase.CONTRACT));
    }

    private static PlannedMapping mapping() {
        return new PlannedMapping(
                "m1",
                "orders(street, city, zip) → addresses, by orders.address_id",
                ORDERS,
                List.of(ORDERS, ADDRESSES),
                ranges(),
                ranges(),
                new MappingSql.Watch("select 5", "select 6", "select 7", "select 8", "select 9"));
    }

    private static RangeSql ranges() {
        return new RangeSql(
                List.of("id"),
                "select 1",
                new RangeSql.Fill(
                        null,
                        "select 10",
                        "with unfilled as (\n  select id from public.orders where id > :low_1 and id <= :high_1\n)\n"
                                + "update public.orders set address_id = 1",
                        "55P03",
                        "select 11"),
                "select 2",
                "select 3",
                "select id, false, 'a', 'b'\nfrom public.orders",
                new RangeSql.Count(null, "select 4", "select 12"));
    }

    private static Catalog before() {
        return Catalog.of(List.of(orders("street", "city", "zip")));
    }

    private static Catalog expanded() {
        return Catalog.of(List.of(orders("street", "city", "zip", "address_id"), addresses()));
    }

    private static Catalog after() {
        return Catalog.of(List.of(orders("address_id"), addresses()));
    }

    private static Table orders(String... columns) {
        return table(ORDERS, Stream.concat(Stream.of("id", "customer_id", "total"), Stream.of(columns)));
    }

    private static Table addresses() {
        return table(ADDRESSES, Stream.of("id", "street", "city", "zip"));
    }

    private static Table table(TableName name, Stream<String> columns) {
        return new Table(
                name.name(),
                name,
                columns.map(column -> Column.plain(name.name() + "." + column, column, "text", true))
                        .toList(),
                List.of(),
                List.of(),
                Table.Attachments.NONE);
    }

    /** {@return the gates before seal, all open or some closed} */
    public static List<GateReport> gates(boolean open) {
        return List.of(
                gate(Requirement.now(Gate.VERIFIED), true, "4,102,881 rows, 0 differ, 11 min ago", ""),
                gate(Requirement.now(Gate.NO_NOTED_KEY), true, "0 keys unsettled", ""),
                gate(
                        Requirement.during(Gate.FLAG_SETTLED, Duration.ofDays(7)),
                        open,
                        "25 % on new",
                        "segue flag " + NAME + " on"),
                new GateReport(
                        Requirement.during(Gate.OLD_SIDE_QUIET, Duration.ofHours(24)),
                        open ? Verdict.OPEN : Verdict.UNKNOWN,
                        "not yet measured while old code runs",
                        open ? "" : "retire the old code, then wait 24 h",
                        null));
    }

    private static GateReport gate(Requirement requirement, boolean open, String evidence, String opens) {
        return new GateReport(requirement, open ? Verdict.OPEN : Verdict.CLOSED, evidence, open ? "" : opens, null);
    }

    public static Comparison comparison(long differing) {
        return new Comparison(
                Instant.parse("2026-11-21T12:00:00Z"),
                4_102_881,
                differing,
                0,
                differing == 0 ? List.of() : List.of(new Comparison.Difference(List.of("4711"), "8c1f22", "03bd91")));
    }

    /** {@return how the migration stands in a state} */
    public static Status status(Lifecycle state) {
        boolean filling = state instanceof Lifecycle.Filling;
        boolean live = state instanceof Lifecycle.BothLive;
        return new Status(
                NAME,
                state,
                false,
                filling ? "ada, process 4711" : null,
                new Status.Ages(STARTED, STARTED.plus(Duration.ofHours(2)), Duration.ofHours(78), Duration.ofHours(76)),
                live ? 25 : 0,
                filling ? progress() : null,
                live ? fleet(null) : new Fleet(null, List.of(), List.of(), 0, List.of(), null),
                new Status.Notes(live ? 2 : 0, 0, Duration.ZERO),
                live ? comparison(0) : null,
                live ? gates(false) : List.of(),
                12_400_000,
                plan());
    }

    /** {@return two instances that know both shapes, one that knows the old one and one that ended} */
    public static Fleet fleet(@Nullable Stage stage) {
        return new Fleet(
                stage == null ? null : new Fleet.Stages(stage, 7, STARTED, STARTED),
                List.of(
                        instance(11, "web-1", "v42", Duration.ofSeconds(12), use("BOTH", 7, 120, 4_711)),
                        instance(12, "web-2", "v42", Duration.ofSeconds(14), use("BOTH", 6, 90_000, 3)),
                        instance(13, "web-3", "v41", Duration.ofSeconds(9), use("OLD", 7, 1_204_331, 0)),
                        instance(9, "web-0", "v41", Duration.ofMinutes(-3), use("OLD", 5, 88, 0))),
                List.of(darkRead("orders.address", 1_204_331, 0), darkRead("orders.zip", 88_000, 2)),
                0,
                List.of(),
                null);
    }

    private static Fleet.Instance instance(long id, String name, String version, Duration left, Fleet.Use use) {
        return new Fleet.Instance(
                new Fleet.Process(id, "orders", name, version), new Fleet.Lease(STARTED, left, null), use);
    }

    private static Fleet.Use use(String shapes, long epoch, long old, long fresh) {
        return new Fleet.Use(
                NAME,
                shapes,
                epoch,
                epoch < 7,
                false,
                new Fleet.Served(old, old == 0 ? null : STARTED),
                new Fleet.Served(fresh, fresh == 0 ? null : STARTED));
    }

    private static Fleet.DarkRead darkRead(String name, long comparisons, long mismatches) {
        return new Fleet.DarkRead(
                name, "v42", "fields-2", new Fleet.Counts(comparisons, mismatches, 12, 1, 40), STARTED);
    }

    /** {@return what two dark reads found, with two differences of one field} */
    public static DarkReadsFound darkReads() {
        return new DarkReadsFound(
                NAME,
                new Requirement(Gate.DARK_READS_CLEAN, Duration.ofHours(24), 100_000),
                fleet(null).darkReads(),
                List.of(
                        new Fleet.Sample("orders.zip", "lines[].zip", "8c1f22", "03bd91", "mismatch", STARTED),
                        new Fleet.Sample("orders.zip", "lines[].zip", "77aa01", "19fe20", "mismatch", STARTED)));
    }

    /** {@return a version schema and how to use it} */
    public static FoundVersion version() {
        String path = "public_0007_extract_address, public";
        return new FoundVersion(
                "public_0007_extract_address",
                "public",
                NAME,
                new FoundVersion.Access(
                        path,
                        "currentSchema=public_0007_extract_address,public",
                        "SET search_path TO " + path,
                        "ALTER ROLE app IN DATABASE shop SET search_path TO " + path));
    }

    public static Progress progress() {
        return new Progress(
                NAME,
                Phase.BACKFILL,
                "fill addresses from orders",
                2_543_786,
                4_102_881,
                48_210.4,
                Duration.ofSeconds(32));
    }

    public static List<Event> events() {
        return List.of(
                new Event(1, STARTED, NAME, "state", "ada, process 4711", "EXPANDING: the migration starts, attempt 1"),
                new Event(2, STARTED.plusSeconds(3600), NAME, "flag", "ada, process 4712", "0 % → 25 % on new"),
                new Event(
                        3,
                        STARTED.plusSeconds(7200),
                        NAME,
                        "force",
                        "grace, process 99",
                        "soak was passed although it is closed: the disk is full and support agreed to it"));
    }
}
