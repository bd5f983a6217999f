package dev.segue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    @Test
    void everyStateIsFoundByItsWord() {
        for (Lifecycle state : Lifecycle.all()) {
            assertThat(Lifecycle.of(state.word())).isEqualTo(state);
        }
        assertThat(Lifecycle.all()).hasSize(11).doesNotHaveDuplicates();
    }

    @Test
    void aStateOfANewerReleaseIsRefusedByName() {
        assertThatThrownBy(() -> Lifecycle.of("SOAKING")).hasMessageContaining("SOAKING");
    }

    @Test
    void theTransitionsAreExactlyThese() {
        Map<String, Set<String>> transitions = new TreeMap<>();
        for (Lifecycle state : Lifecycle.all()) {
            transitions.put(
                    state.word(),
                    Arrays.stream(state.getClass().getMethods())
                            .filter(m -> m.getParameterCount() == 0 && !m.isBridge())
                            .map(Method::getReturnType)
                            .filter(r -> Lifecycle.class.isAssignableFrom(r) && r.isRecord())
                            .map(r -> Lifecycle.all().stream()
                                    .filter(s -> s.getClass() == r)
                                    .findFirst()
                                    .orElseThrow()
                                    .word())
                            .collect(Collectors.toSet()));
        }
        assertThat(transitions)
                .containsEntry("EXPANDING", Set.of("FILLING", "ROLLING_BACK"))
                .containsEntry("FILLING", Set.of("VERIFYING", "ROLLING_BACK"))
                .containsEntry("VERIFYING", Set.of("BOTH_LIVE", "ROLLING_BACK"))
                .containsEntry("BOTH_LIVE", Set.of("SEALING", "ROLLING_BACK"))
                .containsEntry("SEALING", Set.of("SEALED", "ROLLING_BACK"))
                .containsEntry("SEALED", Set.of("UNSEALING", "CONTRACTING", "ROLLING_BACK"))
                .containsEntry("UNSEALING", Set.of("BOTH_LIVE", "ROLLING_BACK"))
                .containsEntry("CONTRACTING", Set.of("SEALED", "CONTRACTED", "ROLLING_BACK"))
                .containsEntry("CONTRACTED", Set.of())
                .containsEntry("ROLLING_BACK", Set.of("ROLLED_BACK"))
                .containsEntry("ROLLED_BACK", Set.of("EXPANDING"));
    }
}
