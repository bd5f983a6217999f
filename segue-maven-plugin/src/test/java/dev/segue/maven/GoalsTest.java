package dev.segue.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.maven.MavenRun.Result;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goals, called as people call them: by Maven, in small projects, on a server that asks for a password. */
class GoalsTest {

    @TempDir
    static Path directory;

    private static EmbeddedServer server;
    private static MavenRun maven;

    @BeforeAll
    static void aServerAndAProject() throws Exception {
        Path rules = directory.resolve("pg_hba.conf");
        Files.writeString(rules, """
                host all postgres all trust
                host all all all scram-sha-256
                """);
        server = EmbeddedServer.start(
                Majors.one(),
                options -> options.setting("hba_file", rules.toAbsolutePath().toString()));
        execute("postgres", "CREATE ROLE ada LOGIN SUPERUSER PASSWORD 'geheim'");
        maven = new MavenRun(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void execute(String database, String sql) throws Exception {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A project on a database of its own. */
    private static Path project(String database) throws Exception {
        server.createDatabase(database);
        execute(database, """
                CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    street text NOT NULL, city text NOT NULL, zip text NOT NULL);
                INSERT INTO orders (street, city, zip) SELECT n || ' Main Street', 'Springfield', '12345'
                FROM generate_series(1, 100) AS n
                """);
        return MavenRun.copy(Path.of("src/test/maven/shop"), directory.resolve(database));
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + server.port() + "/" + database;
    }

    @Test
    void aMigrationGoesItsWayByGoals() throws Exception {
        Path shop = project("shop");
        maven.with("SEGUE_URL", url("shop"));

        Result started = maven.run(
                shop,
                "segue:plan",
                "segue:run",
                "segue:status",
                "-Dsegue.migration=0001",
                "-Dsegue.brief",
                "-Dsegue.until=verify");

        assertThat(started.exitCode()).as(started.output()).isZero();
        assertThat(started.output())
                .contains("[INFO] 0001_extract_address")
                .contains(
                        "[INFO] Nothing was changed. Next: mvn segue:run -Dsegue.migration=src/main/resources/db/segue/"
                                + "0001_extract_address.yaml")
                .containsPattern("\\[INFO] ✔ +1 expand")
                .contains("mvn segue:flag -Dsegue.migration=0001_extract_address -Dsegue.value=")
                .doesNotContain("segue run ", "segue flag ", "geheim");

        Result built = maven.run(shop, "verify");

        assertThat(built.exitCode()).isNotZero();
        assertThat(built.output())
                .contains("The file is well formed.")
                .contains("1 file, 1 migration of the journal and the database agree.")
                .contains("leftovers (leftovers) on project shop")
                .contains("src/main/java/shop/Invoices.java:5")
                .contains("BUILD FAILURE")
                .doesNotContain("geheim");
    }

    @Test
    void whatFailsSaysWhyAndWhatToDoInTheWordsOfMaven() throws Exception {
        Path shop = project("faults");
        maven.with("SEGUE_URL", url("faults"));
        Result started = maven.run(
                shop, "segue:run", "-Dsegue.migration=0001", "-Dsegue.until=verify", "-Dsegue.lockTimeout=150ms");
        assertThat(started.exitCode()).as(started.output()).isZero();
        Files.writeString(shop.resolve("src/main/resources/db/segue/0001_extract_address.yaml"), "# changed\n");
        Map<String, String> modules = new LinkedHashMap<>();
        modules.put("no-migration", goal("run", ""));
        modules.put("no-server", goal("status", "<server>nowhere</server>"));
        modules.put("wrong-password", goal("status", "<server>wrong-password</server>"));
        modules.put("no-database", goal("status", "<url>jdbc:postgresql://localhost:1/faults</url>"));
        modules.put("no-directory", goal("validate", "<migrations>missing</migrations>"));
        modules.put("wrong-number", goal("verify", "<migration>0001</migration><workers>many</workers>"));
        modules.put("drift", goal("validate", "<migrations>../src/main/resources/db/segue</migrations>"));
        modules.put("gate", goal("seal", "<migration>0001</migration>"));
        modules.put("gate-is-told", goal("seal", "<migration>0001</migration><failOnGate>false</failOnGate>"));
        modules.put("skipped", goal("run", "<skip>true</skip>"));
        modules(shop, modules);

        String output = maven.run(shop, "-fn", "-X", "-T", "2", "validate", "-Dsegue.worker=3")
                .output();

        assertThat(output)
                .contains("segue:run needs to know the migration; nothing was tried")
                .contains("Next: mvn segue:run -Dsegue.migration=")
                .contains("settings.xml has no server \"nowhere\"; nothing was tried")
                .contains("Next: check user and password; the password in use is given")
                .contains("could not connect to jdbc:postgresql://localhost:1/faults")
                .contains("there is no file or directory missing")
                .contains("mvn segue:validate -Dsegue.migrations=DIR")
                .contains("\"many\" is not a number (-Dsegue.workers)")
                .contains("0001_extract_address, file")
                .contains("Next: mend what is named, then mvn segue:validate")
                .contains("Next: the same command again, once the gates are open")
                .contains("Segue is skipped: segue.skip is set.")
                .contains("-Dsegue.worker is no parameter of a goal of Segue, and does nothing");
        assertThat(output.lines()
                        .filter(line -> line.contains("SUCCESS [") || line.contains("FAILURE ["))
                        .map(line -> line.replaceAll("\\[INFO] (\\S+) .*(SUCCESS|FAILURE).*", "$1 $2"))
                        .filter(line -> line.endsWith("SUCCESS")))
                .containsExactly("shop SUCCESS", "gate-is-told SUCCESS", "skipped SUCCESS");
        assertThat(output.lines().filter(line -> line.contains("geheim") || line.contains("falsch")))
                .isEmpty();
    }

    private static String goal(String goal, String configuration) {
        return "<executions><execution><id>it</id><phase>validate</phase><goals><goal>" + goal
                + "</goal></goals><configuration>" + configuration + "</configuration></execution></executions>";
    }

    /** Gives a project modules, each with one call of a goal. */
    private static void modules(Path project, Map<String, String> goals) throws Exception {
        Path parent = project.resolve("pom.xml");
        String pom = Files.readString(parent);
        StringBuilder names = new StringBuilder("<modules>");
        for (Map.Entry<String, String> goal : goals.entrySet()) {
            names.append("<module>").append(goal.getKey()).append("</module>");
            Path module = Files.createDirectories(project.resolve(goal.getKey()));
            Files.writeString(module.resolve("pom.xml"), """
                    <project><modelVersion>4.0.0</modelVersion>
                    <parent><groupId>shop</groupId><artifactId>shop</artifactId><version>1</version></parent>
                    <artifactId>%s</artifactId><packaging>pom</packaging>
                    <build><plugins><plugin><groupId>dev.segue</groupId><artifactId>segue-maven-plugin</artifactId>
                    %s</plugin></plugins></build></project>
                    """.formatted(goal.getKey(), goal.getValue()));
        }
        Files.writeString(
                parent,
                pom.replaceAll("(?s)<executions>.*</executions>", "")
                        .replace("  <properties>", names.append("</modules>\n  <properties>")));
    }
}
