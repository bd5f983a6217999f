package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the cases of an operation on every major of this run, each with orders and customers of its own. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("dev.segue.testing.operation.OperationTest#majors")
abstract class OperationTest {

    static final String SHOP = """
            CREATE SEQUENCE numbers START 1000;
            CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, name text);
            INSERT INTO customers SELECT n, 'mail' || n, 'name ' || n FROM generate_series(1, 20) n;
            CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, code text, total numeric NOT NULL DEFAULT 0,
                                 during tsrange, note text);
            INSERT INTO orders SELECT n, 1 + n % 20, 'code ' || n, n FROM generate_series(1, 50) n;
            """;

    /** Code that has nothing to do with the change. */
    static final List<String> ORDERING = List.of(
            "INSERT INTO orders (id, customer_id, code, total) SELECT n, 1 + n % 20, 'code ' || n, n FROM nextval('numbers') n",
            "UPDATE orders SET total = total + 1 WHERE id = 3",
            "DELETE FROM orders WHERE id = (SELECT max(id) FROM orders WHERE id > 1000)");

    @Parameter
    Major major;

    private final List<CatalogWalk> opened = new ArrayList<>();

    static List<Major> majors() {
        return Majors.everyRun();
    }

    /** {@return orders and customers, and what else there is} */
    CatalogWalk shop(String more) throws SQLException {
        CatalogWalk walk = CatalogWalk.given(major, SHOP + more);
        opened.add(walk);
        return walk;
    }

    /** Asserts that the file is refused with these words before anything has changed. */
    static void refused(CatalogWalk walk, String operations, String... words) throws Exception {
        String before = walk.dump();
        assertThatThrownBy(() -> walk.engine().run(CatalogWalk.file(operations), Phase.VERIFY, List.of()))
                .hasMessageContainingAll(words);
        org.assertj.core.api.Assertions.assertThat(walk.dump()).isEqualTo(before);
        org.assertj.core.api.Assertions.assertThat(walk.engine().migrations()).isEmpty();
    }

    @AfterEach
    void close() throws Exception {
        for (CatalogWalk walk : opened) {
            walk.close();
        }
    }
}
