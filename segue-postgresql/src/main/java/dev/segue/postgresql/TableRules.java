package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Finding;
import dev.segue.mapping.MappedColumn.Side;
import dev.segue.postgresql.TableFacts.Nature;
import dev.segue.postgresql.TableFacts.Role;
import dev.segue.postgresql.TableFacts.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What speaks against a change of a table, or should be known about it: a function of the facts alone. */
final class TableRules {

    private static final Set<String> COUNTERS =
            Set.of("smallint", "integer", "bigint", "real", "double precision", "money");

    private final TableFacts facts;
    private final TableName table;

    TableRules(TableFacts facts) {
        this.facts = facts;
        this.table = facts.name();
    }

    /**
     * Where the values go.
     *
     * @param same whether to other columns of the same row
     * @param words the table that new code writes, for people
     * @param schema of that table
     * @param mayCreate whether the role may make tables there
     */
    record Target(boolean same, String words, String schema, boolean mayCreate) {}

    /** {@return the table itself as target} */
    Target itself() {
        return new Target(true, table.toString(), table.schema(), facts.role().mayCreate());
    }

    /** {@return a table beside it as target, whatever it will be called} */
    Target beside() {
        return new Target(false, "the new table", table.schema(), facts.role().mayCreate());
    }

    /** {@return what is said whenever values of the table's columns go elsewhere} */
    List<Finding> moving(Target target, List<Side> key) {
        List<Finding> findings = new ArrayList<>();
        rowSecurity(findings, target);
        columns(findings);
        privileges(findings, target);
        keyTypes(findings, key);
        triggers(findings, target);
        replication(findings);
        return findings;
    }

    /** {@return what is said when no value goes anywhere} */
    List<Finding> structure() {
        List<Finding> findings = new ArrayList<>();
        owner(findings);
        journal(findings);
        return findings;
    }

    /** {@return what is said when a column comes, and no value goes into it} */
    List<Finding> coming() {
        List<Finding> findings = new ArrayList<>();
        partition(findings);
        publications(findings);
        return findings;
    }

    /** {@return what is said when columns go, or get another name, and no value goes elsewhere} */
    List<Finding> touching(List<String> columns) {
        List<Finding> findings = new ArrayList<>();
        if (facts.nature().partition() && !columns.isEmpty()) {
            partition(findings);
        } else if (columns.stream().anyMatch(facts.around().inherited()::contains)) {
            ancestors(findings);
        }
        return findings;
    }

    /** {@return what is said besides when the new shape has a column no more} */
    List<Finding> leaving(String column) {
        List<Finding> findings = new ArrayList<>();
        facts.around().uses().stream()
                .filter(use -> use.column().equals(column))
                .map(use -> Finding.refuse(
                        "%s uses %s.%s, which contract drops".formatted(use.object(), table, column),
                        "drop it or let it read another column first"))
                .forEach(findings::add);
        return findings;
    }

    /** {@return what goes on using columns that the new shape has no more} */
    List<Finding> viewsOf(List<String> columns) {
        return Dependents.lines(table, Dependents.of(facts.around().views(), columns)).stream()
                .map(one -> Dependents.isPublication(one)
                        ? Finding.warn(
                                one + ": it goes on publishing the old shape, and seal waits for it",
                                "once both shapes live and the subscribers know the new one, name other columns (ALTER PUBLICATION"
                                        + " … SET TABLE …); see how-to \"replication\"")
                        : Finding.warn(
                                one + ": it goes on reading the old shape, and seal waits for it",
                                "once both shapes live, let it use the new one (CREATE OR REPLACE …), or drop it"))
                .toList();
    }

    /** {@return the statistics objects that go with columns} */
    List<Finding> statisticsOf(List<String> columns) {
        return facts.around().statistics().stream()
                .filter(use -> columns.contains(use.column()))
                .map(use -> Finding.warn(
                        "the statistics object %s goes with contract".formatted(use.object()),
                        "make its counterpart of the new columns when they are filled: CREATE STATISTICS …"))
                .distinct()
                .toList();
    }

    /** {@return what a single partition has besides what the whole has, and which is not carried over} */
    List<Finding> extrasOf(List<String> columns) {
        return facts.around().extras().stream()
                .filter(extra -> columns.contains(extra.column()))
                .map(extra -> Finding.warn(
                        "the %s of the partition %s is not carried over; it goes with contract"
                                .formatted(extra.what(), extra.partition()),
                        "make its counterpart on the new table yourself, before seal"))
                .distinct()
                .toList();
    }

    /** {@return what is said of every table whose columns leave, so that it tells nothing of this one} */
    List<Finding> always(List<Side> leaving) {
        List<Finding> findings = new ArrayList<>();
        for (Side column : leaving) {
            if (COUNTERS.contains(column.type()) || column.type().startsWith("numeric")) {
                findings.add(Finding.warn(
                        "%s.%s is a number: if both shapes change it at once by what they read (x = x + 1), the later write wins"
                                .formatted(table, column.name()),
                        "let only one shape count while both live; see concepts, last writer wins"));
            }
        }
        findings.add(Finding.warn(
                "new columns on %s change what SELECT * and INSERT … SELECT * see; a prepared SELECT * fails once"
                        .formatted(table),
                "name the columns; see how-to \"select star\""));
        return findings;
    }

    /** {@return statements that select everything from the table} */
    List<Finding> statements() {
        TableFacts.Selected selected = facts.around().selected();
        if (selected.failure() != null) {
            return List.of(Finding.warn(
                    "pg_stat_statements could not be asked for statements that select * (SQLSTATE " + selected.failure()
                            + ")",
                    null));
        }
        return selected.statements() == 0
                ? List.of()
                : List.of(Finding.warn(
                        "%s has code that selects * (pg_stat_statements, %d statements)"
                                .formatted(table, selected.statements()),
                        "name the columns; see how-to \"select star\""));
    }

    private void rowSecurity(List<Finding> findings, Target target) {
        Role role = facts.role();
        if (role.rowSecurity() && !role.bypass()) {
            findings.add(Finding.refuse(
                    table + " has row-level security, and Segue's role would silently not see every row",
                    "run Segue as a role with BYPASSRLS"
                            + (target.same() ? "" : ", and give the new table its policies") + ": ALTER ROLE "
                            + Sql.id(role.name()) + " BYPASSRLS"));
        } else if (role.rowSecurity() && !target.same()) {
            findings.add(Finding.warn(
                    table + " has row-level security; its policies are not carried over to " + target.words(),
                    "add policies to the new table before new code uses it"));
        }
    }

    /** Tables that share their columns with others. */
    private void columns(List<Finding> findings) {
        Nature nature = facts.nature();
        partition(findings);
        if (!nature.partition() && !facts.isPartitioned() && nature.heirs() != null) {
            findings.add(
                    Finding.refuse(
                            "%s is inherited by %s: a query of %s also reads their rows, which no key of %s identifies, and no foreign key covers"
                                    .formatted(table, nature.heirs(), table, table),
                            "ALTER TABLE … NO INHERIT, and move the columns of each table by a migration of its own; or make it a partitioned table first"));
        } else if (!nature.partition() && !facts.isPartitioned() && nature.ancestors() != null) {
            ancestors(findings);
        }
        if (nature.foreignPartitions() != null) {
            findings.add(Finding.refuse(
                    "%s has partitions that are foreign tables (%s), which can have no triggers of this kind and no foreign keys"
                            .formatted(table, nature.foreignPartitions()),
                    "detach them first: ALTER TABLE %s DETACH PARTITION …".formatted(Sql.id(table))));
        }
    }

    private void partition(List<Finding> findings) {
        if (facts.nature().partition()) {
            String root = facts.nature().root();
            findings.add(Finding.refuse(
                    table + " is a partition of " + root + ", whose partitions all have the same columns",
                    "move the columns of the whole: from: " + root));
        }
    }

    private void ancestors(List<Finding> findings) {
        String ancestors = facts.nature().ancestors();
        findings.add(Finding.refuse(
                "%s inherits from %s: columns that are inherited cannot be dropped here".formatted(table, ancestors),
                "ALTER TABLE %s NO INHERIT %s first".formatted(Sql.id(table), ancestors)));
    }

    private void privileges(List<Finding> findings, Target target) {
        owner(findings);
        Role role = facts.role();
        require(
                findings,
                target.mayCreate(),
                "Segue's role %s may not create tables in schema %s".formatted(role.name(), target.schema()),
                "GRANT USAGE, CREATE ON SCHEMA %s TO %s".formatted(Sql.id(target.schema()), Sql.id(role.name())));
        journal(findings);
    }

    private void owner(List<Finding> findings) {
        Role role = facts.role();
        require(
                findings,
                role.owns(),
                "Segue's role %s does not own %s (its owner is %s)".formatted(role.name(), table, role.owner()),
                "GRANT %s TO %s".formatted(Sql.id(role.owner()), Sql.id(role.name())));
    }

    private void journal(List<Finding> findings) {
        Role role = facts.role();
        require(
                findings,
                role.mayKeepJournal(),
                "Segue's role %s may not create its schema segue".formatted(role.name()),
                "CREATE SCHEMA segue AUTHORIZATION %1$s; or GRANT CREATE ON DATABASE %2$s TO %1$s"
                        .formatted(Sql.id(role.name()), Sql.id(role.database())));
    }

    private static void require(List<Finding> findings, boolean holds, String message, String hint) {
        if (!holds) {
            findings.add(Finding.refuse(message, hint));
        }
    }

    private void keyTypes(List<Finding> findings, List<Side> key) {
        for (Side part : key) {
            if (facts.around().oddTypes().contains(part.name())) {
                findings.add(Finding.refuse(
                        "the key column %s.%s has the type %s of an extension, whose order Segue does not know"
                                .formatted(table, part.name(), part.type()),
                        "use a key of a type of the server's own"));
            }
        }
    }

    private void triggers(List<Finding> findings, Target target) {
        for (Trigger trigger : facts.around().triggers()) {
            String name = trigger.name();
            if (trigger.before() && (name.compareTo("!segue_") < 0 || name.compareTo("~segue_") > 0)) {
                findings.add(Finding.refuse(
                        "the trigger %s on %s sorts before or after Segue's and could change what those decided"
                                .formatted(name, table),
                        "rename it, to a name that begins with a letter: ALTER TRIGGER %s ON %s RENAME TO …"
                                .formatted(Sql.id(name), Sql.id(table))));
            }
            if (trigger.definition().contains(" UPDATE OF ")) {
                findings.add(Finding.warn(
                        "the trigger %s on %s fires for named columns (UPDATE OF): it does not fire for what new code writes through %s"
                                .formatted(name, table, target.words()),
                        "let it fire for every update, with a WHEN condition"));
            }
        }
    }

    private void replication(List<Finding> findings) {
        TableFacts.Replication replication = facts.around().replication();
        for (String subscription : replication.subscriptions()) {
            findings.add(Finding.warn(
                    "the subscription %s applies logical replication%s: such writes fire no triggers (session_replication_role = replica), and are not carried over to the other shape"
                            .formatted(
                                    subscription,
                                    replication.writing().contains(subscription)
                                            ? " to " + table
                                            : " to other tables of this database"),
                    "only verification finds them: segue verify before seal; see how-to \"replication\""));
        }
        publications(findings);
    }

    /** A subscriber that lacks a published column stops: what it lacks is said by its own log, hours later perhaps. */
    private void publications(List<Finding> findings) {
        for (String publication : facts.around().replication().publications()) {
            findings.add(
                    Finding.warn(
                            "the publication %s publishes every column of %s: a subscriber that has not the new ones stops"
                                    .formatted(publication, table),
                            "give the publication a list of columns, or the subscribers the new columns first; see how-to \"replication\""));
        }
    }
}
