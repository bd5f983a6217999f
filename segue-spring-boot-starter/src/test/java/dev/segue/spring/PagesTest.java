package dev.segue.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.client.Stage;
import dev.segue.spring.orders.JdbcOrders;
import dev.segue.spring.orders.Order;
import dev.segue.spring.orders.OrdersConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of properties is what there is. */
class PagesTest {

    private static String page(String name) throws IOException {
        return file("docs/" + name);
    }

    private static String file(String name) throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return Files.readString(
                Objects.requireNonNull(directory, "the source tree").resolve(name));
    }

    @Test
    void everyPropertyIsOnThePage() throws IOException {
        String metadata = metadata();
        List<String> properties = new ArrayList<>();
        Matcher name = Pattern.compile("\"name\": \"(segue\\.[a-z.-]+)\",\\s*\"type\": \"(?!dev\\.)")
                .matcher(metadata);
        while (name.find()) {
            properties.add(name.group(1));
        }

        String page = page("reference/spring.md");
        assertThat(properties)
                .hasSizeGreaterThan(20)
                .allSatisfy(property -> assertThat(page).contains("`" + property));
    }

    /** Several jars have such a file. */
    private static String metadata() throws IOException {
        for (URL resource : Collections.list(
                PagesTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream stream = resource.openStream()) {
                String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                if (text.contains("\"segue.enabled\"")) {
                    return text;
                }
            }
        }
        throw new IllegalStateException("the build made no metadata of the properties");
    }

    @Test
    void theTutorialsDependencyIsTheOneThatIsBuilt() throws IOException {
        Matcher version = Pattern.compile(
                        "<artifactId>segue-parent</artifactId>\\s*<version>(?<version>[^<]+)</version>")
                .matcher(file("pom.xml"));
        assertThat(version.find()).isTrue();

        assertThat(page("tutorial-spring.md"))
                .contains("`dev.segue:segue-spring-boot-starter:" + version.group("version") + "`");
    }

    @Test
    void theTutorialsPropertiesAndCodeRun() throws IOException {
        String page = page("tutorial-spring.md");
        int begin = page.indexOf("```properties\n") + "```properties\n".length();
        String[] properties = page.substring(begin, page.indexOf("```", begin)).split("\n");
        assertThat(Stream.of(properties)).contains("segue.migrations[0].name=" + OrdersDatabase.MIGRATION);
        for (Stage stage : List.of(Stage.OFF, Stage.LIVE, Stage.COMPLETE)) {
            try (OrdersDatabase database = OrdersDatabase.staged(stage)) {
                Applications.jdbc(database)
                        .withPropertyValues(properties)
                        .withUserConfiguration(OrdersConfiguration.Jdbc.class)
                        .run(context -> {
                            JdbcOrders orders = context.getBean(JdbcOrders.class);
                            long id = orders.place("Elm");
                            orders.move(id, "Oak");
                            assertThat(orders.find(id)).isEqualTo(new Order(id, "Oak"));
                            assertThat(database.asks("SELECT version FROM segue.instance"))
                                    .isEqualTo("v42");
                            // By their name the gates tell them from those of code that knows nothing of Segue.
                            assertThat(database.asks("""
                                            SELECT count(*) > 0 FROM pg_stat_activity
                                            WHERE datname = current_database() AND application_name = 'orders-v42'""")).isEqualTo("t");
                        });
            }
        }
    }
}
