package dev.segue.export;

import dev.segue.dialect.Statement;
import dev.segue.plan.Export;
import dev.segue.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the export of a plan as a script. Stateless and thread-safe. */
public final class Scripts {

    private static final Pattern NUMBERED = Pattern.compile("([0-9]+)[_-]+(.+)");
    private static final Pattern VERSION = Pattern.compile("[0-9]+([._][0-9]+)*");
    private static final Pattern LIQUIBASE_WORD = Pattern.compile(
            "(?im)^\\s*--\\s*(liquibase|changeset|rollback|precondition|preconditions|property|comment|validCheckSum|ignoreLines|ignore).*$");

    private Scripts() {}

    /**
     * {@return the script}
     *
     * @throws InexpressibleException if the format cannot say what the plan has
     */
    public static Script of(Plan plan, Export export, ScriptFormat format, ScriptOptions options)
            throws InexpressibleException {
        String migration = plan.header().migration();
        List<String> lines = new ArrayList<>();
        List<String> statements = statements(export, options);
        String name = migration + ".sql";
        switch (format) {
            case SQL -> {
                lines.addAll(head(plan));
                lines.add(terminated(export.frame().begin()));
                lines.add(terminated(export.frame().guard()));
                export.frame().settings().forEach(s -> lines.add(terminated(s)));
                lines.addAll(statements);
                lines.add(terminated(export.frame().commit()));
            }
            case FLYWAY -> {
                name = flywayName(migration, options);
                lines.addAll(head(plan));
                lines.add(terminated(export.frame().guard()));
                lines.addAll(framed(export, statements));
            }
            case LIQUIBASE -> {
                refuseLiquibaseWords(statements);
                lines.add("--liquibase formatted sql");
                lines.add("");
                lines.add("--changeset %s:%s splitStatements:false stripComments:false rollbackSplitStatements:false"
                        .formatted(quoted(options.author()), quoted(migration)));
                lines.add("--preconditions onFail:MARK_RAN onError:HALT");
                lines.add("--precondition-sql-check expectedResult:0 "
                        + export.frame().applied());
                lines.addAll(head(plan));
                lines.add(terminated(export.frame().guard()));
                lines.addAll(framed(export, statements));
                lines.addAll(rollback(export));
            }
        }
        String text = String.join("\n", lines) + "\n";
        boolean placeholders = format == ScriptFormat.FLYWAY && text.contains("${");
        return new Script(name, text, placeholders ? "placeholderReplacement=false\n" : null);
    }

    private static List<String> head(Plan plan) {
        String description = plan.header().description();
        return List.of(
                "-- " + plan.header().migration()
                        + (description == null ? "" : ": " + description.strip().replaceAll("\\s*\\R\\s*", " ")),
                "-- Written by segue export: all of the migration at once, in one transaction, for a database that nobody",
                "-- else uses meanwhile. Nothing of Segue's own is needed, and nothing of it stays.");
    }

    private static List<String> statements(Export export, ScriptOptions options) {
        List<Statement> all = new ArrayList<>(export.statements());
        if (options.rights()) {
            all.addAll(export.rights());
        }
        return all.stream().map(s -> terminated(s.sql())).collect(Collectors.toCollection(ArrayList::new));
    }

    /** The tool's own statements, in the same transaction, find their session as they left it. */
    private static List<String> framed(Export export, List<String> statements) {
        List<String> all = new ArrayList<>();
        all.add(terminated(export.frame().remember()));
        export.frame().settings().forEach(s -> all.add(terminated(s)));
        all.addAll(statements);
        all.add(terminated(export.frame().restore()));
        return all;
    }

    private static List<String> rollback(Export export) throws InexpressibleException {
        List<Statement> undo = export.undo();
        if (undo == null) {
            return List.of("-- There is no way back: something is lost, or only its author knows how to undo it.");
        }
        List<String> statements = undo.stream().map(s -> terminated(s.sql())).toList();
        refuseLiquibaseWords(statements);
        return framed(export, statements).stream()
                .flatMap(String::lines)
                .map(line -> "--rollback " + line)
                .toList();
    }

    private static String terminated(String sql) {
        String bare = sql.strip();
        String last = bare.substring(bare.lastIndexOf('\n') + 1);
        return bare.endsWith(";") ? bare : bare + (last.contains("--") ? "\n;" : ";");
    }

    private static String flywayName(String migration, ScriptOptions options) throws InexpressibleException {
        Matcher numbered = NUMBERED.matcher(migration);
        String version = options.version();
        boolean isNumbered = numbered.matches();
        if (version == null) {
            if (!isNumbered) {
                throw new InexpressibleException(
                        migration + " has no number that could be its version in Flyway",
                        "give one: --flyway-version 42");
            }
            version = numbered.group(1);
        }
        if (!VERSION.matcher(version).matches()) {
            throw new InexpressibleException(
                    "\"" + version + "\" is no version of Flyway", "use numbers and points, like 42 or 2026.11.3");
        }
        return "V" + version + "__" + (isNumbered ? numbered.group(2) : migration) + ".sql";
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_.@-]+") ? word : "\"" + word.replace("\"", "") + "\"";
    }

    private static void refuseLiquibaseWords(List<String> statements) throws InexpressibleException {
        for (String statement : statements) {
            Matcher found = LIQUIBASE_WORD.matcher(statement);
            if (found.find()) {
                throw new InexpressibleException(
                        "the comment \"" + found.group().strip()
                                + "\" of the script would be an instruction to Liquibase",
                        "take it out of the migration's script, or use --format sql");
            }
        }
    }
}
