package dev.segue.engine;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Table;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.FoundVersion;
import dev.segue.dialect.OwnObject;
import dev.segue.engine.Drift.DeclaredFile;
import dev.segue.engine.Drift.Finding;
import dev.segue.engine.Drift.Kind;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares files, journal and database; changes nothing. Used once, by one thread. */
final class Validator {

    private final Dialect dialect;
    private final Sessions sessions;
    private final Journal journal;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> claimed = new HashSet<>();
    private final Set<String> needed = new HashSet<>();
    private boolean staged;

    Validator(Dialect dialect, Sessions sessions, Journal journal) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.journal = journal;
    }

    /** @param complete whether there is a file for every migration */
    Drift validate(List<DeclaredFile> files, boolean complete) {
        List<Journal.Entry> entries = sessions.reading(this::entries);
        for (DeclaredFile file : files) {
            file(file, entries);
        }
        for (Journal.Entry entry : entries) {
            boolean declared = files.stream().anyMatch(f -> f.migration().equals(entry.name()));
            if (complete && !declared && !(entry.state() instanceof Lifecycle.RolledBack)) {
                add(
                        Kind.FILE_MISSING,
                        entry.name(),
                        "the journal has it as " + entry.state().word() + ", and it has no file",
                        "bring the file back from version control; it was started from "
                                + entry.checksum().substring(0, 12));
            }
            catalog(entry);
        }
        leftBehind(entries);
        return new Drift(findings, files.size(), entries.size());
    }

    private List<Journal.Entry> entries(Connection connection) throws SQLException {
        List<Journal.Entry> entries = new ArrayList<>();
        for (String name : journal.installed(connection) ? journal.names(connection) : List.<String>of()) {
            journal.find(connection, name).ifPresent(entries::add);
        }
        return entries;
    }

    private void file(DeclaredFile file, List<Journal.Entry> entries) {
        if (file.checksum() == null) {
            add(
                    Kind.FILE_INVALID,
                    file.migration(),
                    file.path() + " is no migration file",
                    "segue lint " + file.path());
            return;
        }
        entries.stream()
                .filter(e -> e.name().equals(file.migration()))
                .filter(e -> !(e.state() instanceof Lifecycle.RolledBack))
                .filter(e -> !e.checksum().equals(file.checksum()))
                .findFirst()
                .ifPresent(e -> add(
                        Kind.FILE_CHANGED,
                        e.name(),
                        file.path() + " changed since the migration was started from it",
                        e.state() instanceof Lifecycle.Contracted
                                ? "bring back what it was, and make another migration of what is new"
                                : "bring back what it was; or segue rollback " + e.name() + " and run the new one"));
    }

    private void catalog(Journal.Entry entry) {
        Plan plan = plan(entry);
        if (plan == null || entry.state() instanceof Lifecycle.RolledBack) {
            return;
        }
        if (!(entry.state() instanceof Lifecycle.Contracted)) {
            plan.mappings().forEach(m -> needed.add(m.name()));
            plan.catalogs().expanded().list().stream()
                    .flatMap(t -> t.attachments().hardDeletes().stream())
                    .forEach(d -> needed.add(d.migration()));
            staged |= plan.header().inStages();
        }
        Catalog actual = sessions.reading(
                c -> dialect.observe(c, plan.header().schemas()).catalog());
        String next = entry.state() instanceof Lifecycle.Contracted
                ? "undo it, or take it into a migration of its own"
                : "undo it before you go on; segue status " + entry.name();
        Set<String> found =
                new LinkedHashSet<>(new CatalogAgreement(dialect, actual, claimed).against(plan, entry.state()));
        phaseAhead(entry.state())
                .ifPresent(phase -> found.addAll(new DriftCheck(dialect, sessions).found(phase, plan, actual)));
        found.forEach(f -> add(Kind.CATALOG, entry.name(), f, next));
        Stream.of(
                        plan.catalogs().before(),
                        plan.catalogs().expanded(),
                        plan.catalogs().after())
                .flatMap(c -> c.list().stream())
                .map(Table::name)
                .forEach(name -> claimed.add(name.toString()));
    }

    private static Optional<Phase> phaseAhead(Lifecycle state) {
        return switch (state) {
            case Lifecycle.Filling s -> Optional.of(Phase.SEAL);
            case Lifecycle.Verifying s -> Optional.of(Phase.SEAL);
            case Lifecycle.BothLive s -> Optional.of(Phase.SEAL);
            case Lifecycle.Sealed s -> Optional.of(Phase.CONTRACT);
            case Lifecycle.Expanding s -> Optional.empty();
            case Lifecycle.Sealing s -> Optional.empty();
            case Lifecycle.Unsealing s -> Optional.empty();
            case Lifecycle.Contracting s -> Optional.empty();
            case Lifecycle.Contracted s -> Optional.empty();
            case Lifecycle.RollingBack s -> Optional.empty();
            case Lifecycle.RolledBack s -> Optional.empty();
        };
    }

    private @Nullable Plan plan(Journal.Entry entry) {
        try {
            return PlanCodec.read(entry.plan());
        } catch (IllegalArgumentException e) {
            needed.add(entry.name());
            add(
                    Kind.PLAN_UNREADABLE,
                    entry.name(),
                    String.valueOf(e.getMessage()),
                    "use the release of Segue that started it");
            return null;
        }
    }

    private void leftBehind(List<Journal.Entry> entries) {
        for (OwnObject object : sessions.reading(dialect::ownObjects)) {
            boolean fence = object.base().startsWith("fence_");
            if (fence && staged || needed.stream().anyMatch(base -> isOf(object, base))) {
                continue;
            }
            Optional<Journal.Entry> past =
                    entries.stream().filter(e -> isOf(object, e.name())).findFirst();
            add(
                    Kind.LEFT_BEHIND,
                    past.map(Journal.Entry::name).orElse(""),
                    object.description()
                            + past.map(e -> " is of a migration that is "
                                            + e.state().word())
                                    .orElse(" is of no migration that the journal knows"),
                    "if nobody needs it: " + object.drop());
        }
        for (FoundVersion version : sessions.reading(dialect::versions)) {
            boolean used = entries.stream()
                    .anyMatch(
                            e -> e.name().equals(version.migration()) && !(e.state() instanceof Lifecycle.RolledBack));
            if (!used) {
                add(
                        Kind.LEFT_BEHIND,
                        version.migration(),
                        "version schema " + version.name() + " is of no migration that needs it",
                        "if no code uses it, drop it: it holds views only");
            }
        }
    }

    /** A name that was cut to what the server admits ends in a hash of the whole. */
    private static boolean isOf(OwnObject object, String base) {
        String shortest = base.length() > 30 ? base.substring(0, 30) : base;
        return object.base().equals(base)
                || object.base().startsWith(base + "_")
                || base.length() > 30 && object.base().startsWith(shortest);
    }

    private void add(Kind kind, String migration, String message, String next) {
        findings.add(new Finding(kind, migration, message, next));
    }
}
