package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import dev.segue.cli.settings.InvalidSettingsException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue flag} */
@Command(
        name = "flag",
        description = {
            "Sets how much of the new code's work goes to the new shape.",
            "It may go back and forth as often as you like while both shapes live; every instance follows within a "
                    + "second."
        })
final class FlagCommand extends Action {

    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}) ?%?");

    @Parameters(index = "0", paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "Is on, off or a percentage like 25%%.")
    String value = "";

    @Override
    Report perform(Invocation invocation) {
        int percent = percent(value);
        String migration = invocation.migration(name);
        invocation.engine().flag(migration, percent);
        return new Message(
                List.of(migration + "   flag at " + percent + " % on new; instances follow within a second"),
                "segue status " + migration,
                new Json()
                        .with("migration", migration)
                        .with("flagPercent", percent)
                        .map());
    }

    static int percent(String value) {
        Matcher matcher = PERCENT.matcher(value);
        int percent = switch (value) {
            case "on" -> 100;
            case "off" -> 0;
            default -> matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
        };
        if (percent < 0 || percent > 100) {
            throw new InvalidSettingsException(
                    "\"" + value + "\" is no value of a flag", "write on, off or a percentage from 0% to 100%");
        }
        return percent;
    }
}
