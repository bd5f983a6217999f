package dev.segue.testing.kill;

import dev.segue.testing.kill.KillPoint.Side;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Performs a command in a JVM of its own and halts it at a point. Arguments: the class that supplies the case, the
 * database's URL, the point, and the file of the ledger.
 */
public final class KilledEngine {

    /** The exit code of a JVM that was halted where it should be. */
    static final int HALTED = 77;

    private KilledEngine() {}

    public static void main(String... arguments) throws Exception {
        KillCase killCase = (KillCase) Class.forName(arguments[0])
                .asSubclass(Supplier.class)
                .getDeclaredConstructor()
                .newInstance()
                .get();
        String url = arguments[1];
        KillPoint point = KillPoint.parse(arguments[2]);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        Subject subject = new Subject(killCase, url, database, Ledger.continued(Path.of(arguments[3])));
        Script.Watcher halting = new Script.Watcher() {
            @Override
            public void before(Sent sent) {
                haltAt(sent, Side.BEFORE);
            }

            @Override
            public void after(Sent sent) {
                haltAt(sent, Side.AFTER);
            }

            private void haltAt(Sent sent, Side side) {
                if (sent.ordinal() == point.ordinal() && side == point.side()) {
                    System.out.println(sent.name());
                    System.out.flush();
                    Runtime.getRuntime().halt(HALTED);
                }
            }
        };
        new Script(killCase, point.command(), subject, halting).run(url, database);
    }
}
