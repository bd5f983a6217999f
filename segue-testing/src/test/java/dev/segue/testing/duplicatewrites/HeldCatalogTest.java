package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody locks the server's own catalog for a moment, as autovacuum does while it truncates it. A commit that has to read
 * the catalog then, in functions of Segue's that hurry, waits and does not fail.
 */
class HeldCatalogTest extends EveryServer {

    /** What a function needs at its start, and what a statement in it needs when it is planned. */
    private static final List<String> CATALOGS =
            List.of("pg_type", "pg_attribute", "pg_proc", "pg_statistic", "pg_index");

    private BothShapes shapes;
    private Session locker;

    @BeforeEach
    void begin() {
        shapes = live(Given.ORDERS);
        locker = shapes.session("locker");
    }

    /** Each in a session of its own, which has read nothing of what its commit needs. */
    private void commits(String update) {
        for (String catalog : CATALOGS) {
            Session session = shapes.session("writes while " + catalog + " is locked")
                    .begins()
                    .does(update);
            locker.begins().does("LOCK TABLE pg_catalog." + catalog + " IN ACCESS EXCLUSIVE MODE");
            Session.Running commit = session.starts("COMMIT");
            locker.does("SELECT pg_sleep(0.1)").commits();
            commit.ends();
        }
    }

    private void areInStep() {
        shapes.settle();
        shapes.agrees();
        assertThat(shapes.address(1)).contains("Jena");
    }

    @Test
    void old_code_commits() {
        commits("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        areInStep();
    }

    @Test
    void new_code_commits() {
        commits("UPDATE addresses SET city = 'Jena' WHERE id = " + shapes.addressOf(1));
        areInStep();
    }

    @Test
    void old_code_commits_a_note() {
        Session holder = shapes.session("holder").begins().does("SELECT FROM addresses FOR UPDATE");
        commits("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        holder.commits();
        areInStep();
    }

    @Test
    void new_code_commits_a_note() {
        Session holder = shapes.session("holder").begins().does("SELECT FROM orders FOR UPDATE");
        commits("UPDATE addresses SET city = 'Jena' WHERE id = " + shapes.addressOf(1));
        holder.commits();
        areInStep();
    }
}
