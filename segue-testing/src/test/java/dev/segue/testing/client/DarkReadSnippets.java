package dev.segue.testing.client;

import dev.segue.client.Flag;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.IgnoreRule;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.Snapshot;
import dev.segue.client.darkread.Webhook;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the pages on dark reads show; {@link DarkReadPagesTest} runs it. */
final class DarkReadSnippets implements AutoCloseable {

    record Line(int number, String article) {}

    record Order(long id, String zip, BigDecimal total, List<Line> lines) {}

    interface Pager {
        void page(String message);
    }

    private static final class Orders {
        static Order withTheirColumns(Connection connection, long id) throws SQLException {
            return read(connection, "07743", List.of(new Line(1, "nut"), new Line(2, "bolt")));
        }

        static Order withTheirAddress(Connection connection, long id) throws SQLException {
            return read(connection, "077 43", List.of(new Line(7, "bolt"), new Line(8, "nut")));
        }

        private static Order read(Connection connection, String zip, List<Line> lines) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT id FROM both_shapes")) {
                row.next();
                return new Order(row.getLong(1), zip, BigDecimal.TEN, lines);
            }
        }
    }

    private final DarkReads reads;

    DarkReadSnippets(DataSource smallPool, LongSupplier epoch, LongSupplier instance) {
        DarkReads darkReads = new DarkReads(
                new Origin("0007_extract_address", "v42", epoch, instance), smallPool, DarkReadSettings.standard());
        this.reads = darkReads;
    }

    DarkRead<Order> registered() {
        DarkReads darkReads = reads;
        DarkRead<Order> orderPage = darkReads.register("order page", Rules.STRICT);
        return orderPage;
    }

    DarkRead<Order> inStep() {
        DarkReads darkReads = reads;
        DarkRead<Order> inStep = darkReads.register("order in a transaction", Rules.STRICT, Snapshot.CALLERS);
        return inStep;
    }

    @Nullable
    Order read(DarkRead<Order> orderPage, DataSource pool, Flag flag, String customer, long orderId)
            throws SQLException {
        Order order = orderPage
                .oldShape(connection -> Orders.withTheirColumns(connection, orderId))
                .newShape(connection -> Orders.withTheirAddress(connection, orderId))
                .read(pool, flag.isOn(customer));
        return order;
    }

    static Rules rules() {
        Rules rules = Rules.STRICT
                .unordered("lines")
                .ignoring(new IgnoreRule("SHOP-12", "lines[*].number", LocalDate.of(2027, 1, 31)))
                .comparing("total", "to the cent", (old, fresh) -> cents(old) == cents(fresh))
                .normalising("zip", "without spaces", zip -> String.valueOf(zip).replace(" ", ""))
                .showing("lines[*].article");
        return rules;
    }

    private static long cents(@Nullable Object value) {
        return value instanceof BigDecimal number
                ? number.setScale(2, RoundingMode.HALF_UP).unscaledValue().longValue()
                : 0;
    }

    void listen(Pager pager) {
        DarkReads darkReads = reads;
        darkReads.alert(alert -> pager.page(alert.message()));
    }

    Webhook post(String token) {
        DarkReads darkReads = reads;
        Webhook webhook = new Webhook(
                URI.create("https://alerts.example.com/segue"),
                Map.of("Authorization", token),
                Webhook.Patience.standard());
        darkReads.alert(webhook);
        return webhook;
    }

    static DarkReadSettings retreating() {
        DarkReadSettings settings = DarkReadSettings.standard().withRetreat(1000, 0.01);
        return settings;
    }

    @Override
    public void close() {
        reads.close();
    }
}
