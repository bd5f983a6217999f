package dev.segue.maven;

import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What was given on Maven's command line, with {@code -D}. Maven itself says nothing of a property that no goal has.
 *
 * @param given the user properties of the session
 */
record GivenProperties(Properties given) {

    private static final String PREFIX = "segue.";

    private static final Pattern SECRET = Pattern.compile("(?i).*(?://[^/@]*:[^/@]*@|[?&](?:ssl)?password=).*");

    /**
     * Refuses a password where others see it: on a command line, and in what {@code mvn -X} prints.
     *
     * @param url the URL of the database, if a parameter gives one
     * @throws MojoFailureException if there is one
     */
    void refuseSecrets(@Nullable String url) throws MojoFailureException {
        if (given.containsKey("segue.password")) {
            throw refused("a password does not belong on a command line, where others can read it");
        }
        if (url != null && SECRET.matcher(url).matches()) {
            throw refused("a password does not belong into segue.url, where others can read it");
        }
    }

    private static MojoFailureException refused(String why) {
        return new MojoFailureException(why + "; nothing was tried\nNext: name a <server> of settings.xml with"
                + " -Dsegue.server=ID, set SEGUE_PASSWORD, or use -Dsegue.passwordFile=FILE or"
                + " -Dsegue.passwordEnv=VARIABLE");
    }

    /** {@return a sentence for each property that looks like a parameter and is none of any goal} */
    List<String> unknown(PluginDescriptor plugin) {
        TreeSet<String> known = plugin.getMojos().stream()
                .flatMap(goal -> goal.getParameters().stream())
                .map(Parameter::getExpression)
                .filter(Objects::nonNull)
                .map(expression -> expression.replaceAll("[${}]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        return given.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .map(name -> "-D" + name + " is no parameter of a goal of Segue, and does nothing; there are "
                        + known.stream().filter(one -> one.startsWith(PREFIX)).collect(Collectors.joining(", ")))
                .toList();
    }
}
