package dev.segue.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path directory;

    private final Map<String, String> environment = new TreeMap<>();
    private Options options = Options.NONE;

    @Test
    void optionsOverrideTheEnvironmentWhichOverridesTheFile() throws IOException {
        file("url: jdbc:postgresql://file/db\nuser: file\nactor: file\n");
        environment.put("SEGUE_USER", "environment");
        environment.put("SEGUE_ACTOR", "environment");
        options = options.with(Key.ACTOR, "option");

        Settings settings = gather();

        assertThat(settings.connection().url()).isEqualTo("jdbc:postgresql://file/db");
        assertThat(settings.connection().user()).isEqualTo("environment");
        assertThat(settings.engine().actor()).isEqualTo("option");
    }

    @Test
    void anotherFileCanBeNamed() throws IOException {
        Files.writeString(directory.resolve("other.yaml"), "user: other\nurl: jdbc:postgresql://other/db\n");
        file("user: usual\n");
        options = new Options(Map.of(), Path.of("other.yaml"), null);

        assertThat(gather().connection().user()).isEqualTo("other");
    }

    @Test
    void migrationsAreWhereTheFileSaysOrWhereTheBuildKeepsResources() throws IOException {
        assertThat(gather().migrations()).isEqualTo(Path.of("migrations"));

        Files.writeString(directory.resolve("pom.xml"), "<project/>");
        assertThat(gather().migrations()).isEqualTo(Path.of("src/main/resources/db/segue"));

        Files.createDirectory(directory.resolve("migrations"));
        assertThat(gather().migrations()).isEqualTo(Path.of("migrations"));

        file("migrations: changes\n");
        assertThat(gather().migrations()).isEqualTo(Path.of("changes"));
    }

    @Test
    void fileThatIsNamedMustBeThere() {
        options = new Options(Map.of(), Path.of("missing.yaml"), null);

        refused().hasMessageContaining("missing.yaml cannot be read");
    }

    @Test
    void unknownKeyIsRefusedWithItsPlaceAndWhatWasMeant() throws IOException {
        file("url: jdbc:postgresql://file/db\nuesr: segue\n");

        refused()
                .hasMessageContaining("segue.yaml:2:1")
                .hasMessageContaining("unknown key \"uesr\"; did you mean \"user\"?");
    }

    @Test
    void passwordDoesNotBelongIntoTheFile() throws IOException {
        file("password: geheim\n");

        refused().hasMessageContaining("does not belong into this file").hasMessageNotContaining("geheim");
    }

    @Test
    void fileThatIsNotYamlIsRefusedWithThePlace() throws IOException {
        file("url: [\n");

        refused().hasMessageContaining("segue.yaml:2:1").hasMessageContaining("this is not YAML");
    }

    @Test
    void keyTakesOneValue() throws IOException {
        file("url: [a, b]\n");

        refused().hasMessageContaining("url takes one value");
    }

    @Test
    void emptyFileSetsNothing() throws IOException {
        file("# nothing\n");

        assertThat(gather().output()).isEqualTo(OutputFormat.TEXT);
    }

    @Test
    void databaseMustBeNamed() {
        Settings settings = gather();

        assertThatThrownBy(settings::connection)
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.next()).contains("--url", "SEGUE_URL", "url:"));
    }

    @Test
    void valueThatCannotBeNamesWhereItStands() throws IOException {
        file("workers: many\n");

        assertThatThrownBy(() -> gather().engine())
                .hasMessageContaining("\"many\" is not a number")
                .hasMessageContaining("segue.yaml:1:10");
    }

    @Test
    void valueOutOfRangeNamesWhereItStands() {
        environment.put("SEGUE_WORKERS", "99");

        assertThatThrownBy(() -> gather().engine())
                .hasMessageContaining("workers must be 1 to 64, not 99")
                .hasMessageContaining("SEGUE_WORKERS");
    }

    @Test
    void engineIsToldHowToWork() throws IOException {
        file("workers: 4\nrows_per_range: 500\nlock_timeout: 50ms\ndeadline: 1h30m\n");

        var engine = gather().engine();

        assertThat(engine.workers()).isEqualTo(4);
        assertThat(engine.rowsPerRange()).isEqualTo(500);
        assertThat(engine.lockTimeout()).isEqualTo(Duration.ofMillis(50));
        assertThat(engine.deadline()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void passwordOfAnOptionOverridesTheOneOfTheEnvironment() throws IOException {
        Files.writeString(directory.resolve("secret"), "from the file\n");
        environment.put("SEGUE_PASSWORD", "from the environment");
        options = options.with(Key.PASSWORD_FILE, "secret");

        assertThat(password()).isEqualTo("from the file");
    }

    @Test
    void passwordMayStandInAnotherVariable() throws IOException {
        file("password_env: PGPASSWORD\n");
        environment.put("PGPASSWORD", "of libpq");

        assertThat(password()).isEqualTo("of libpq");
    }

    @Test
    void passwordOfTheUrlIsTheLastToBeAsked() {
        environment.put("SEGUE_URL", "postgres://me:in%2Fthe%20url@db/shop?sslmode=require");

        ConnectionSettings connection = gather().connection();

        assertThat(connection.url()).isEqualTo("jdbc:postgresql://db/shop?sslmode=require");
        assertThat(connection.user()).isEqualTo("me");
        assertThat(connection.password()).isEqualTo(new Secret("in/the url"));
    }

    @Test
    void variableThatIsToHoldThePasswordMustBeSet() throws IOException {
        file("password_env: NOWHERE\n");

        assertThatThrownBy(this::password).hasMessageContaining("NOWHERE").hasMessageContaining("is not set");
    }

    @Test
    void secretsLeaveTheUrlOfJdbc() {
        environment.put("SEGUE_URL", "jdbc:postgresql://db/shop?user=me&password=geheim&ssl=true");

        assertThat(gather().connection())
                .isEqualTo(new ConnectionSettings("jdbc:postgresql://db/shop?ssl=true", "me", new Secret("geheim")))
                .asString()
                .doesNotContain("geheim");
    }

    private String password() {
        environment.putIfAbsent("SEGUE_URL", "jdbc:postgresql://db/shop");
        return gather().connection().password().value();
    }

    private Settings gather() {
        return Settings.gather(options, environment, directory);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused() {
        return assertThatThrownBy(this::gather).isInstanceOf(InvalidSettingsException.class);
    }

    private void file(String text) throws IOException {
        Files.writeString(directory.resolve("segue.yaml"), text);
    }
}
