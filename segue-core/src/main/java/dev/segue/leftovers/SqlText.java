package dev.segue.leftovers;

import dev.segue.leftovers.Vocabulary.GoneColumn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One statement, or what stands where one may stand: which tables it is about, and where it names a column. */
final class SqlText {

    private static final String BEGINS = "(?i)(?<![\\w$.-])";
    private static final String ENDS = "(?![\\w$-])";
    private static final Set<String> NO_ALIAS = Set.of(
            "where",
            "on",
            "set",
            "join",
            "left",
            "right",
            "inner",
            "outer",
            "full",
            "cross",
            "natural",
            "using",
            "values",
            "group",
            "order",
            "limit",
            "offset",
            "for",
            "returning",
            "as",
            "union",
            "having",
            "select",
            "default",
            "add",
            "drop",
            "alter",
            "rename",
            "only",
            "and",
            "or",
            "do",
            "window",
            "fetch");
    private static final Set<String> ROWS = Set.of("new", "old", "excluded");

    private static final Pattern AS = Pattern.compile("(?i)\\bas\\s+$");

    private final String text;
    private final String lower;

    SqlText(String text) {
        this.text = text;
        this.lower = text.toLowerCase(Locale.ROOT);
    }

    /** {@return where the table is used as one, from the places of its name} */
    List<Integer> usesOf(String table) {
        List<Integer> places = new ArrayList<>();
        String one = Names.singular(table.toLowerCase(Locale.ROOT));
        if (!lower.contains(one) && !lower.contains(Names.camel(one).toLowerCase(Locale.ROOT))) {
            return places;
        }
        Matcher use = usePattern(table).matcher(text);
        while (use.find()) {
            places.add(Math.max(use.start("name"), use.start("qualifier")));
        }
        Matcher listed = Pattern.compile("(?i)\\bfrom\\s[^();]{0,2000}?,\\s*(?:[\\w\"]+\\.)?" + name(table))
                .matcher(text);
        while (listed.find()) {
            places.add(listed.start("name"));
        }
        return places;
    }

    boolean uses(String table) {
        return !usesOf(table).isEmpty();
    }

    private static Pattern usePattern(String table) {
        return Pattern.compile(
                "(?i)\\b(?:from|join|into|update|table|only|references|truncate|using|on)\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?(?:only\\s+)?(?:[\\w\"]+\\.)?"
                        + name(table)
                        + "|" + BEGINS + "(?:[\\w\"]+\\.)?" + name(table).replace("<name>", "<qualifier>")
                        + "\\.(?=[\\w\"])");
    }

    /** The table as the database calls it, or as an entity of it is called. */
    private static String name(String table) {
        Set<String> names = new LinkedHashSet<>();
        for (String one : List.of(table.toLowerCase(Locale.ROOT), Names.singular(table.toLowerCase(Locale.ROOT)))) {
            names.add(Pattern.quote(one));
            names.add(Pattern.quote(Names.camel(one)));
        }
        return "\"?(?<name>" + String.join("|", names) + ")\"?" + ENDS;
    }

    /**
     * {@return the places where the column is named}
     *
     * @param vocabulary what else has such a column
     */
    List<Integer> mentionsOf(GoneColumn gone, Vocabulary vocabulary) {
        List<Integer> places = new ArrayList<>();
        if (!lower.contains(gone.name().toLowerCase(Locale.ROOT))
                && !lower.contains(gone.field().toLowerCase(Locale.ROOT))) {
            return places;
        }
        String table = gone.table().name();
        boolean about = uses(table);
        boolean others = vocabulary.othersWith(gone).stream().anyMatch(this::uses);
        boolean distinctive = vocabulary.isDistinctive(gone);
        Set<String> aliases = about ? aliases(table) : Set.of();
        Matcher word = Pattern.compile("(?i)(?<![\\w$-])(?:(?<qualifier>[\\w]+|\"[^\"]+\")\\s?\\.\\s?)?\"?(?<name>"
                        + Pattern.quote(gone.name()) + "|" + Pattern.quote(gone.field()) + ")\"?(?![\\w$(-])")
                .matcher(text);
        while (word.find()) {
            if (isNoColumn(word)) {
                continue;
            }
            String qualifier = word.group("qualifier");
            if (isMention(qualifier, about, others, distinctive, aliases)) {
                places.add(word.start("name"));
            }
        }
        return places;
    }

    private boolean isMention(
            @org.jspecify.annotations.Nullable String qualifier,
            boolean about,
            boolean others,
            boolean distinctive,
            Set<String> aliases) {
        if (qualifier == null) {
            return about ? !others : distinctive;
        }
        String bare = qualifier.replace("\"", "").toLowerCase(Locale.ROOT);
        if (aliases.contains(bare)) {
            return true;
        }
        return isRowOrUnknown(bare) && (distinctive || about && !others && ROWS.contains(bare));
    }

    /** Whether a qualifier is no table or alias of another table that the statement has. */
    private boolean isRowOrUnknown(String qualifier) {
        Pattern used = Pattern.compile("(?i)\\b(?:from|join|update|into)\\s+(?:[\\w\"]+\\.)?(?:\"?"
                + Pattern.quote(qualifier) + "\"?\\b|[\\w\"]+\\s+(?:as\\s+)?" + Pattern.quote(qualifier) + "\\b)");
        return !used.matcher(text).find();
    }

    private Set<String> aliases(String table) {
        Set<String> aliases = new LinkedHashSet<>();
        for (int place : usesOf(table)) {
            Matcher named = Pattern.compile("^" + "[\\w\"]+\\s+(?:as\\s+)?(?<alias>\\w+)", Pattern.CASE_INSENSITIVE)
                    .matcher(text.substring(place));
            if (named.find() && !NO_ALIAS.contains(named.group("alias").toLowerCase(Locale.ROOT))) {
                aliases.add(named.group("alias").toLowerCase(Locale.ROOT));
            }
        }
        aliases.add(table.toLowerCase(Locale.ROOT));
        aliases.add(Names.camel(table).toLowerCase(Locale.ROOT));
        aliases.add(Names.singular(table.toLowerCase(Locale.ROOT)));
        return aliases;
    }

    /** A value in quotes, a parameter, what a column is called in the answer, or a part of a path. */
    private boolean isNoColumn(Matcher word) {
        int start = word.start();
        int end = word.end();
        char before = start == 0 ? ' ' : text.charAt(start - 1);
        char after = end >= text.length() ? ' ' : text.charAt(end);
        if (before == '\'' && after == '\'' || before == ':' && !text.startsWith("::", Math.max(0, start - 2))) {
            return true;
        }
        if (before == '/' || before == '{' || before == '?' || before == '&' || before == '%') {
            return true;
        }
        return AS.matcher(text.substring(Math.max(0, start - 16), start)).find();
    }
}
