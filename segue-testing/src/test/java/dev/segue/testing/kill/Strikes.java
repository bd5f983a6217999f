package dev.segue.testing.kill;

import dev.segue.testing.kill.KillPoint.Blow;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The tests of one harness: a point of each kind of step, with {@code -Ptorture} every point. */
public final class Strikes {

    /** The system property that asks for all points. */
    private static final String TORTURE = "segue.torture";

    /** The system property that asks for a share of all points: {@code 2/5} are the second, the seventh … */
    private static final String SHARE = "segue.kill.share";

    private Strikes() {}

    /** {@return a test for each point of these kinds of step} */
    public static Stream<DynamicTest> of(KillHarness harness, Blow blow, Set<String> kinds) {
        return points(harness, blow, kinds)
                .map(point ->
                        DynamicTest.dynamicTest(point + " at " + harness.describe(point), () -> harness.strike(point)));
    }

    private static Stream<KillPoint> points(KillHarness harness, Blow blow, Set<String> kinds) {
        String one = System.getProperty(KillHarness.POINT, "");
        if (!one.isBlank()) {
            return Stream.of(KillPoint.parse(one)).filter(point -> point.blow() == blow);
        }
        if (Boolean.getBoolean(TORTURE)) {
            return share(Arrays.stream(Command.values())
                    .flatMap(command -> harness.points(blow, command).stream())
                    .toList());
        }
        return harness.pointOfEachKind(blow).entrySet().stream()
                .filter(point -> kinds.contains(point.getKey()))
                .map(point -> point.getValue());
    }

    /** Several builds side by side, or one after the other, strike all points, each of them one share. */
    private static Stream<KillPoint> share(List<KillPoint> points) {
        String[] share = System.getProperty(SHARE, "1/1").split("/", -1);
        int first = Integer.parseInt(share[0]) - 1;
        int shares = Integer.parseInt(share[1]);
        return IntStream.range(0, points.size())
                .filter(place -> place % shares == first)
                .mapToObj(points::get);
    }
}
