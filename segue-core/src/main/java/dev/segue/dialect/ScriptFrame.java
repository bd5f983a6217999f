package dev.segue.dialect;

import java.util.List;

/**
 * What a script of Segue's statements is put between, so that they mean in any session what they mean in Segue's own. All
 * of it is of one transaction.
 *
 * @param guard fails where Segue itself has the migration, or had it
 * @param applied a query whose one number is 1 where Segue has contracted the migration, and else 0
 * @param begin starts a transaction
 * @param remember keeps what {@code settings} change
 * @param settings the settings of the transaction
 * @param restore brings back what was kept
 * @param commit ends the transaction
 */
public record ScriptFrame(
        String guard,
        String applied,
        String begin,
        String remember,
        List<String> settings,
        String restore,
        String commit) {
    public ScriptFrame {
        settings = List.copyOf(settings);
    }
}
