package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A process that is stopped by SIGSTOP for longer than its lease, as a frozen container or a long collection stops it. */
class FrozenInstanceTest {

    private JournalDatabase journal;
    private Process process;
    private BufferedReader said;
    private PrintStream orders;

    @BeforeEach
    void an_instance_with_work_under_way_in_stage_off() throws IOException {
        journal = JournalDatabase.staged();
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FrozenInstance.class.getName(),
                        journal.server.url(journal.name))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("under way by 1");
        eventually(() -> assertThat(journal.used("epoch")).isEqualTo("1"));
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
        journal.close();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String leaseHolds() {
        return journal.asks("SELECT lease_until > clock_timestamp() FROM segue.instance");
    }

    private void awaitHeartbeats(int number) {
        for (int n = 0; n < number; n++) {
            String last = journal.asks("SELECT seen_at FROM segue.instance");
            eventually(() -> assertThat(journal.asks("SELECT seen_at FROM segue.instance"))
                    .isNotEqualTo(last));
        }
    }

    @Test
    void it_wakes_into_the_stage_of_now_and_acknowledges_nothing_before_its_old_work_has_ended() throws Exception {
        signal("STOP");
        eventually(() -> assertThat(leaseHolds()).isEqualTo("f"));
        journal.move("DUAL_WRITE");
        journal.move("SHADOW");
        signal("CONT");

        orders.println("begin");
        assertThat(said.readLine()).as("the first work after the pause").isEqualTo("SHADOW 3");
        eventually(() -> assertThat(leaseHolds()).isEqualTo("t"));
        awaitHeartbeats(3);
        assertThat(journal.used("epoch"))
                .as("work by epoch 1 is still under way")
                .isEqualTo("1");
        assertThatThrownBy(journal.moving("LIVE")).hasMessageContaining("not yet in stage SHADOW: orders frozen");

        orders.println("end");
        assertThat(said.readLine()).isEqualTo("ended");
        eventually(() -> assertThat(journal.used("epoch")).isEqualTo("3"));
        journal.move("LIVE");
    }

    @Test
    void one_whose_number_is_gone_when_it_wakes_registers_anew_with_what_it_may_say() throws Exception {
        signal("STOP");
        eventually(() -> assertThat(leaseHolds()).isEqualTo("f"));
        journal.does("DELETE FROM segue.instance");
        journal.move("DUAL_WRITE");
        signal("CONT");

        eventually(() -> assertThat(journal.asks("SELECT count(*) FROM segue.instance_migration"))
                .isEqualTo("1"));
        awaitHeartbeats(3);
        assertThat(journal.used("epoch")).isEqualTo("1");

        orders.println("end");
        eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
    }
}
