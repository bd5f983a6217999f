package dev.segue.cli.command;

import dev.segue.cli.Surroundings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How the use of commands is shown: a command's own options, and where the shared ones are explained. */
final class Usage {

    private static final String SHARED = "%nShared options, explained by segue --help: --url, --user, --password, "
            + "--password-file, --password-env, --output, --config, --migrations, --actor, --no-color, --debug";

    private Usage() {}

    static CommandLine configure(CommandLine line, Surroundings surroundings) {
        boolean colors = surroundings.terminal().showsOutput()
                && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
        line.setColorScheme(Help.defaultColorScheme(colors ? Help.Ansi.ON : Help.Ansi.OFF));
        line.setUsageHelpWidth(Math.clamp(surroundings.terminal().width(), 60, 100));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setHelpFactory(OwnOptions::new);
        line.getCommandSpec().usageMessage().abbreviateSynopsis(true);
        line.getSubcommands().values().forEach(Usage::describe);
        return line;
    }

    private static void describe(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        List<String> footer = new ArrayList<>(List.of(usage.footer()));
        footer.add(SHARED);
        usage.abbreviateSynopsis(true);
        usage.footer(footer.toArray(String[]::new));
        command.setHelpFactory(OwnOptions::new);
    }

    /** Help without the options that a command shares with all others. */
    private static final class OwnOptions extends Help {

        OwnOptions(CommandSpec command, ColorScheme colors) {
            super(command, colors);
        }

        @Override
        public String optionList(Layout layout, Comparator<OptionSpec> order, IParamLabelRenderer labels) {
            boolean root = commandSpec().parent() == null;
            List<OptionSpec> own = commandSpec().options().stream()
                    .filter(option -> root || !option.inherited() || option.usageHelp())
                    .toList();
            return optionListExcludingGroups(own, layout, order, labels);
        }
    }
}
