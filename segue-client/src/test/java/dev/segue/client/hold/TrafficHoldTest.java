package dev.segue.client.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who waits, who is let through, and when nothing is under way any more. */
class TrafficHoldTest {

    private final AtomicInteger changes = new AtomicInteger();
    private final TrafficHold hold =
            new TrafficHold(new HoldSettings(1, Duration.ofMinutes(1)), changes::incrementAndGet);

    private CompletableFuture<Pass> elsewhere() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return hold.pass();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void it_is_held_when_the_last_request_has_left_and_says_so_once() throws SQLException {
        Pass pass = hold.pass();
        hold.stopFor("m");
        assertThat(hold.held()).isFalse();

        pass.close();
        pass.close();

        assertThat(hold.held()).isTrue();
        assertThat(changes).hasValue(1);
    }

    @Test
    void traffic_that_does_not_come_through_here_is_not_held() {
        hold.stopFor("m");

        assertThat(hold.held()).isFalse();
    }

    @Test
    void who_comes_later_waits_until_the_system_runs_and_nobody_is_woken_for_him() throws Exception {
        hold.pass().close();
        hold.stopFor("m");
        CompletableFuture<Pass> waits = elsewhere();
        while (hold.waiting() == 0) {
            Thread.onSpinWait();
        }

        assertThat(hold.held()).isTrue();
        assertThat(hold.full()).isTrue();
        assertThatThrownBy(hold::pass).isInstanceOf(HeldException.class).hasMessageContaining("1 requests wait");
        assertThat(changes).hasValue(0);

        hold.stopFor("");
        waits.get(1, TimeUnit.MINUTES).close();
        assertThat(hold.waiting()).isZero();
    }

    @Test
    void who_is_inside_may_enter_again_to_come_to_his_end() throws SQLException {
        try (Pass outer = hold.pass()) {
            hold.stopFor("m");
            try (Pass inner = hold.pass()) {
                assertThat(hold.held()).isFalse();
            }
            assertThat(hold.held()).isFalse();
        }
        assertThat(hold.held()).isTrue();
    }

    @Test
    void a_request_that_another_thread_ends_leaves_no_way_in_behind() throws Exception {
        TrafficHold impatient = new TrafficHold(new HoldSettings(1, Duration.ZERO), changes::incrementAndGet);
        Pass pass = impatient.pass();
        CompletableFuture.runAsync(pass::close).get(1, TimeUnit.MINUTES);
        impatient.stopFor("m");

        assertThatThrownBy(impatient::pass).isInstanceOf(HeldException.class);
    }
}
