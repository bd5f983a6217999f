package dev.segue.spring.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.client.Stage;
import dev.segue.spring.Applications;
import dev.segue.spring.OrdersDatabase;
import dev.segue.spring.StageRehearsal;
import dev.segue.spring.orders.JdbcOrders;
import dev.segue.spring.orders.Order;
import dev.segue.spring.orders.OrdersConfiguration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A test in every stage, and in every pair of stages that may be at work at once; without a journal. */
class SegueTestTest {

    private static final Set<String> SINGLE = new HashSet<>();
    private static final Set<String> TOGETHER = new HashSet<>();

    private static OrdersDatabase database;
    private static AnnotationConfigApplicationContext application;
    private static JdbcOrders orders;

    @BeforeAll
    static void open() {
        database = new OrdersDatabase();
        application = new AnnotationConfigApplicationContext();
        Applications.configure(application, database);
        application.register(OrdersConfiguration.Jdbc.class);
        application.refresh();
        orders = application.getBean(JdbcOrders.class);
    }

    @AfterAll
    static void close() {
        application.close();
        database.close();
        assertThat(SINGLE).containsExactlyInAnyOrder("OFF", "DUAL_WRITE", "SHADOW", "LIVE", "RAMP_DOWN", "COMPLETE");
        assertThat(TOGETHER)
                .hasSize(6 + 2 * 10)
                .contains("OFF and SHADOW", "COMPLETE and LIVE", "DUAL_WRITE and RAMP_DOWN")
                .doesNotContain("OFF and LIVE", "COMPLETE and SHADOW", "OFF and COMPLETE");
    }

    @SegueTest("0007_extract_address")
    void whatOneInstanceWritesTheOtherReads(Instances instances) throws Exception {
        long id = instances.first(() -> orders.place("Elm"));
        Order found = instances.second(() -> orders.find(id));
        assertThat(found).isEqualTo(new Order(id, "Elm"));
        TOGETHER.add(instances.toString());
    }

    @SegueTest("0007_extract_address")
    void withoutInstancesTheTestItselfIsInTheStage() {
        Stage stage = StageRehearsal.of("0007_extract_address").orElseThrow();

        assertThat(SINGLE.add(stage.name())).isTrue();
    }
}
