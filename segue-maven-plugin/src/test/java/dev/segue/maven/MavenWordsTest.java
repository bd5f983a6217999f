package dev.segue.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MavenWordsTest {

    /** Commands that are no goals; docs/how-to/maven.md says why. */
    private static final List<String> NO_GOALS = List.of("init", "demo");

    /** Options that are no parameters, for the same reasons. */
    private static final List<String> NO_PARAMETERS = List.of("--watch");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Next: segue resume 0007_a goes on; segue rollback 0007_a goes back | Next: mvn segue:resume -Dsegue.migration=0007_a goes on; mvn segue:rollback -Dsegue.migration=0007_a goes back
            segue flag 0007_a 25%              | mvn segue:flag -Dsegue.migration=0007_a -Dsegue.value=25%
            segue stage 0007_a dual_write      | mvn segue:stage -Dsegue.migration=0007_a -Dsegue.stage=dual_write
            segue status --watch               | mvn segue:status
            segue status lists them; segue run FILE starts one | mvn segue:status lists them; mvn segue:run -Dsegue.migration=FILE starts one
            segue inspect orders               | mvn segue:inspect -Dsegue.names=orders
            name them: segue validate DIR, or in segue.yaml | name them: mvn segue:validate -Dsegue.migrations=DIR, or in segue.yaml
            segue export FILE --url …          | mvn segue:export -Dsegue.migration=FILE -Dsegue.url=…
            add --reason "why it is right"     | add -Dsegue.reason="why it is right"
            --reason explains a --force, and none is given | -Dsegue.reason explains a -Dsegue.force, and none is given
            "x" is not a number (--rows-per-range) | "x" is not a number (-Dsegue.rowsPerRange)
            write url: into segue.yaml (segue init makes one) | write url: into segue.yaml (segue init makes one)
            look at the schema segue of the database | look at the schema segue of the database
            run the same command again with --debug, and report | run the same command again with -X, and report
            """)
    void whatTheCommandLineSaysIsSaidInTheWordsOfMaven(String line, String said) {
        assertThat(MavenWords.say(line)).isEqualTo(said);
    }

    @Test
    void everyCommandIsAGoalWithItsOptionsAsParametersOrIsKnownNotToBe() throws Exception {
        String descriptor = Files.readString(Path.of("target/classes/META-INF/maven/plugin.xml"));
        Map<String, TreeSet<String>> parameters = new TreeMap<>();
        Matcher mojo = Pattern.compile("(?s)<mojo>\\s*<goal>([a-z-]+)</goal>(.*?)</mojo>")
                .matcher(descriptor);
        while (mojo.find()) {
            TreeSet<String> names = new TreeSet<>();
            Matcher parameter =
                    Pattern.compile("<parameter>\\s*<name>(\\w+)</name>").matcher(mojo.group(2));
            while (parameter.find()) {
                names.add(parameter.group(1));
            }
            parameters.put(mojo.group(1), names);
        }

        List<String> missing = new ArrayList<>();
        for (Class<?> command : commands()) {
            String name = (String) value(annotation(command), "name");
            TreeSet<String> goal = parameters.get(name);
            if (goal == null) {
                missing.add(name);
                continue;
            }
            assertThat(goal).as(name).containsAll(MavenWords.GOALS.get(name));
            options(command)
                    .filter(option -> !NO_PARAMETERS.contains(option) && !goal.contains(camelCase(option)))
                    .forEach(option -> missing.add(name + " " + option));
        }

        assertThat(missing).containsExactlyInAnyOrderElementsOf(NO_GOALS);
        parameters.remove("help");
        assertThat(parameters.keySet()).isEqualTo(new TreeSet<>(MavenWords.GOALS.keySet()));
    }

    /** The commands of the command line, which this module only runs, and does not compile against. */
    private static Class<?>[] commands() throws Exception {
        return (Class<?>[]) value(annotation(Class.forName("dev.segue.cli.command.SegueCommand")), "subcommands");
    }

    private static Object annotation(Class<?> command) {
        return Stream.of(command.getAnnotations())
                .filter(one -> one.annotationType().getSimpleName().equals("Command"))
                .findFirst()
                .orElseThrow();
    }

    private static Object value(Object annotation, String member) throws Exception {
        return annotation.getClass().getMethod(member).invoke(annotation);
    }

    private static Stream<String> options(Class<?> type) throws Exception {
        List<String> names = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            for (Object annotation : field.getAnnotations()) {
                String kind = ((java.lang.annotation.Annotation) annotation)
                        .annotationType()
                        .getSimpleName();
                if (kind.equals("Option")) {
                    names.addAll(List.of((String[]) value(annotation, "names")));
                } else if (kind.equals("Mixin")) {
                    options(field.getType()).forEach(names::add);
                }
            }
        }
        return names.stream();
    }

    private static String camelCase(String option) {
        StringBuilder name = new StringBuilder();
        for (String word : option.substring(2).split("-")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
