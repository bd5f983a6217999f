package dev.segue.testing.kill;

import java.util.List;

/**
 * A command that was performed undisturbed.
 *
 * @param database where it began; a template
 * @param ledger what had been written by then
 * @param endDatabase where it ended; a template
 * @param endLedger what had been written by then
 * @param sent the statements that it sent
 */
record Stage(String database, Ledger ledger, String endDatabase, Ledger endLedger, List<Sent> sent) {
    Stage {
        sent = List.copyOf(sent);
    }
}
