package dev.segue.maven;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in the words of Maven what the command line says in its own: {@code segue flag 0007_split_name 25%} is {@code mvn
 * segue:flag -Dsegue.migration=0007_split_name -Dsegue.value=25%}. What no goal does stays as it is. Stateless.
 */
final class MavenWords {

    private static final List<String> MIGRATION = List.of("migration");

    /** The goals, and the parameters that are arguments of their commands, in this order. */
    static final Map<String, List<String>> GOALS = Map.ofEntries(
            Map.entry("new", List.of("name")),
            Map.entry("inspect", List.of("names")),
            Map.entry("lint", List.of("migrations")),
            Map.entry("validate", List.of("migrations")),
            Map.entry("plan", MIGRATION),
            Map.entry("run", MIGRATION),
            Map.entry("status", MIGRATION),
            Map.entry("flag", List.of("migration", "value")),
            Map.entry("stage", List.of("migration", "stage")),
            Map.entry("instances", MIGRATION),
            Map.entry("schema", MIGRATION),
            Map.entry("dark-reads", MIGRATION),
            Map.entry("verify", MIGRATION),
            Map.entry("settle", List.of()),
            Map.entry("pause", MIGRATION),
            Map.entry("resume", MIGRATION),
            Map.entry("seal", MIGRATION),
            Map.entry("approve", MIGRATION),
            Map.entry("start", MIGRATION),
            Map.entry("check", MIGRATION),
            Map.entry("export", MIGRATION),
            Map.entry("leftovers", MIGRATION),
            Map.entry("unseal", MIGRATION),
            Map.entry("contract", MIGRATION),
            Map.entry("rollback", MIGRATION),
            Map.entry("history", MIGRATION));

    /** Parameters that are true or false. */
    static final Set<String> SWITCHES = Set.of("wait", "sql", "brief", "fail", "noPrivileges");

    /** Options that are no parameters: what they ask for is had in another way, or makes no sense in a build. */
    private static final Set<String> ONLY_ON_A_TERMINAL = Set.of("watch", "no-color", "help", "debug", "output");

    private static final Pattern COMMAND = Pattern.compile("(?<![\\w/:.-])segue ([a-z]+(?:-[a-z]+)?)((?: \\S+)*)");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--([a-z]+(?:-[a-z]+)*)(?:[ =](\\S+))?");

    /** What can follow a command as its argument; other words are the sentence going on. */
    private static final Pattern ARGUMENT =
            Pattern.compile("[A-Z][A-Z|…]*|…|\\S*[_/0-9]\\S*|on|off|dual_write|shadow|live|ramp_down|complete");

    private MavenWords() {}

    /** {@return the line with goals for commands, and parameters for options} */
    static String say(String line) {
        return options(commands(line.replace(
                "use --password (asks),", "name a <server> of settings.xml with" + " -Dsegue.server=ID, or use")));
    }

    private static String commands(String line) {
        Matcher matcher = COMMAND.matcher(line);
        StringBuilder said = new StringBuilder();
        int end = 0;
        while (matcher.find(end)) {
            said.append(line, end, matcher.start());
            List<String> parameters = GOALS.get(matcher.group(1));
            if (parameters == null) {
                said.append("segue ").append(matcher.group(1));
                end = matcher.end(1);
                continue;
            }
            said.append("mvn segue:").append(matcher.group(1));
            end = matcher.end(1) + arguments(matcher.group(2), parameters, said);
        }
        return said.append(line.substring(end)).toString();
    }

    /** Writes the arguments that begin a text; {@return how long they are} */
    private static int arguments(String text, List<String> parameters, StringBuilder said) {
        int read = 0;
        for (String parameter : parameters) {
            Matcher word = Pattern.compile("\\G ([^\\s-]\\S*)").matcher(text);
            if (!word.find(read) || !ARGUMENT.matcher(bare(word.group(1))).matches() && word.end() < text.length()) {
                break;
            }
            String value = bare(word.group(1));
            said.append(" -Dsegue.").append(parameter).append('=').append(value);
            read = word.start(1) + value.length();
            if (value.length() < word.group(1).length()) {
                break;
            }
        }
        return read;
    }

    /** {@return a word without what ends it in a sentence} */
    private static String bare(String word) {
        return word.replaceAll("[,;:.)]+$", "");
    }

    private static String options(String line) {
        Matcher matcher = OPTION.matcher(line);
        StringBuilder said = new StringBuilder();
        int end = 0;
        while (matcher.find(end)) {
            said.append(line, end, matcher.start());
            String option = matcher.group(1);
            end = matcher.end(1);
            if (option.equals("watch")) {
                said.setLength(said.toString().stripTrailing().length());
            } else if (ONLY_ON_A_TERMINAL.contains(option)) {
                said.append(option.equals("debug") ? "-X" : "--" + option);
            } else {
                String parameter = camelCase(option);
                String value = matcher.group(2);
                boolean valued = value != null && !SWITCHES.contains(parameter) && isValue(value);
                said.append("-Dsegue.").append(parameter).append(valued ? "=" : "");
                end += valued ? 1 : 0;
            }
        }
        return said.append(line.substring(end)).toString();
    }

    /** Words that begin a value where they follow an option; others are the sentence going on. */
    private static boolean isValue(String word) {
        return word.matches("[A-Z][A-Z|…]*\\W*|[\"/0-9].*|jdbc:.*|\\S*[_/].*|…|src.*");
    }

    private static String camelCase(String option) {
        StringBuilder name = new StringBuilder();
        for (String word : option.split("-")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
