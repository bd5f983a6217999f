package dev.segue.engine;

import dev.segue.catalog.TableName;
import dev.segue.dialect.CountedStatements;
import dev.segue.dialect.CountedStatements.Counted;
import dev.segue.dialect.Dialect;
import dev.segue.engine.SeenStatements.Seen;
import dev.segue.engine.SeenStatements.Source;
import dev.segue.engine.StatementCheck.Checked;
import dev.segue.gate.Gate;
import dev.segue.gate.Requirement;
import dev.segue.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks at the statements that the application sends, and remembers which of them need the old shape and when they were
 * last seen. The server counts calls and does not say when; so what is known is between two looks. Stateless.
 */
final class StatementLooks {

    /** The name by which people know what counts. */
    static final String COUNTED = "pg_stat_statements";

    private static final int LONGEST = 300;
    private static final Pattern VALUE = Pattern.compile(
            "[eE]'(?:[^'\\\\]++|\\\\.)*+'|'[^']*'|\\$(\\w*)\\$.*?\\$\\1\\$|/\\*.*?\\*/|--[^\\n]*", Pattern.DOTALL);

    private final Dialect dialect;
    private final Sessions sessions;
    private final Journal journal;

    StatementLooks(Dialect dialect, Sessions sessions, Journal journal) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.journal = journal;
    }

    /** As {@link Engine#check}. */
    StatementCheck check(Plan plan, Captured captured) {
        List<String> statements = switch (captured) {
            case Captured.InFile file -> file.statements();
            case Captured.ByServer server -> counted();
        };
        StatementCheck check = sessions.reading(c -> StatementCheck.of(dialect, c, plan.catalogs(), statements));
        if (!sessions.reading(c -> journal.installed(c) && isUnderWay(c, plan))) {
            return check;
        }
        switch (captured) {
            case Captured.InFile file -> remember(plan, file.name(), check);
            case Captured.ByServer server -> look(plan);
        }
        return check.asRemembered();
    }

    private boolean isUnderWay(Connection connection, Plan plan) throws SQLException {
        return journal.find(connection, plan.header().migration())
                .filter(entry -> entry.attempt() == plan.header().attempt()
                        && !entry.state().isOver())
                .isPresent();
    }

    private List<String> counted() {
        return sessions.reading(dialect::counted)
                .map(all ->
                        all.statements().stream().map(Counted::sql).distinct().toList())
                .orElseThrow(() -> SegueException.usage(
                        "this database does not count statements, or Segue's role may not see them: " + COUNTED
                                + " cannot be read",
                        "load it (shared_preload_libraries, CREATE EXTENSION), or name a file"));
    }

    /** {@return whether a gate asks how long no statement of old code was sent} */
    static boolean askedBy(Requirement requirement) {
        return requirement.gate() == Gate.OLD_SIDE_QUIET
                && !requirement.window().isZero();
    }

    /** Looks at what the server has counted, if it counts; statements that are known already are not judged again. */
    void look(Plan plan) {
        Optional<CountedStatements> counted = sessions.reading(dialect::counted);
        if (counted.isPresent()) {
            look(plan, counted.get());
        } else {
            sessions.writing(c -> {
                journal.statements().forget(c, plan.header().migration(), Source.COUNTED);
                return plan;
            });
        }
    }

    private void look(Plan plan, CountedStatements counted) {
        String name = plan.header().migration();
        Optional<SeenStatements> before =
                sessions.reading(c -> journal.statements().seen(c, name, Source.COUNTED));
        Map<String, Seen> known = before.map(SeenStatements::statements).orElse(List.of()).stream()
                .collect(Collectors.toMap(Seen::id, Function.identity()));
        List<Counted> concerned = counted.statements().stream()
                .filter(s -> StatementCheck.isQuery(s.sql()) && mentions(s.sql(), oldTables(plan)))
                .toList();
        Set<String> old = judged(
                plan,
                concerned.stream()
                        .filter(s -> !known.containsKey(s.id()))
                        .map(Counted::sql)
                        .distinct()
                        .toList());
        sessions.writing(c -> {
            Instant now = journal.now(c);
            Map<String, Seen> seen = new LinkedHashMap<>();
            for (Counted one : concerned) {
                Seen last = known.get(one.id());
                boolean needsOld = last == null ? old.contains(one.sql()) : last.needsOld();
                Instant changed = last != null && last.calls() == one.calls() ? last.changedAt() : now;
                seen.put(
                        one.id(), new Seen(one.id(), needsOld ? shown(one.sql()) : "", needsOld, one.calls(), changed));
            }
            // what the server has forgotten was sent when it was last seen
            known.values().stream().filter(Seen::needsOld).forEach(last -> seen.putIfAbsent(last.id(), last));
            Instant since = before.filter(
                            b -> counted.reset() == null || counted.reset().isBefore(b.at()))
                    .map(SeenStatements::since)
                    .orElse(now);
            journal.statements()
                    .seen(
                            c,
                            name,
                            new SeenStatements(
                                    Source.COUNTED, COUNTED, since, now, counted.hidden(), List.copyOf(seen.values())));
            return name;
        });
    }

    /** What a file of captured statements shows of code that is running. */
    private void remember(Plan plan, String file, StatementCheck check) {
        String name = plan.header().migration();
        sessions.writing(c -> {
            Instant now = journal.now(c);
            List<Seen> seen = check.checked().stream()
                    .filter(one -> needsOld(plan, one))
                    .map(one -> shown(one.sql()))
                    .distinct()
                    .map(sql -> new Seen(sql, sql, true, 0, now))
                    .toList();
            journal.statements().seen(c, name, new SeenStatements(Source.FILE, file, now, now, 0, seen));
            return name;
        });
    }

    /** {@return those of the statements that need the old shape} Where nothing may be prepared, what they mention decides. */
    private Set<String> judged(Plan plan, List<String> statements) {
        if (statements.isEmpty()) {
            return Set.of();
        }
        return prepared(plan, statements)
                .map(check -> check.checked().stream()
                        .filter(one -> needsOld(plan, one))
                        .map(Checked::sql))
                .orElseGet(() -> statements.stream().filter(sql -> mentionsOld(plan, sql)))
                .collect(Collectors.toSet());
    }

    private Optional<StatementCheck> prepared(Plan plan, List<String> statements) {
        return sessions.reading(c -> {
            try {
                return Optional.of(StatementCheck.of(dialect, c, plan.catalogs(), statements));
            } catch (SQLException e) {
                if (sessions.isWorthAnotherTry(e)) {
                    throw e;
                }
                return Optional.empty(); // Segue's role may not make temporary tables
            }
        });
    }

    /**
     * A constant that the server has replaced by a parameter may leave a statement that nobody can prepare. Then what it
     * mentions decides: a doubt keeps the old shape.
     */
    private static boolean needsOld(Plan plan, Checked one) {
        return one.breaksOnAfter() || one.unknown() && mentionsOld(plan, one.sql());
    }

    private static boolean mentionsOld(Plan plan, String sql) {
        return mentions(sql, oldTables(plan)) && mentions(sql, droppedColumns(plan)) && !mentions(sql, newTables(plan));
    }

    private static List<String> oldTables(Plan plan) {
        return plan.catalogs().before().list().stream()
                .filter(table ->
                        plan.assessment().dropped().containsKey(table.name().toString()))
                .map(table -> table.name().name())
                .toList();
    }

    private static List<String> newTables(Plan plan) {
        return plan.newTables().stream().map(TableName::name).toList();
    }

    private static List<String> droppedColumns(Plan plan) {
        return plan.assessment().dropped().values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /** {@return whether one of the names stands in the statement as a whole word} */
    private static boolean mentions(String sql, List<String> names) {
        return names.stream()
                .anyMatch(name -> Pattern.compile(
                                "(?<![\\w$])" + Pattern.quote(name) + "(?![\\w$])",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS)
                        .matcher(sql)
                        .find());
    }

    /** A statement in one line, without the values that may stand in it. */
    private static String shown(String sql) {
        String line =
                VALUE.matcher(sql).replaceAll("'…'").replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
