package dev.segue.engine;

import dev.segue.engine.GateKeeper.Evidence;
import dev.segue.gate.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which code is running, as evidence: instances say which shapes they can use, and the server knows which sessions there
 * are. Nobody's word counts. Pure functions of what the journal and the server hold.
 */
final class CodeEvidence {

    /** A process whose lease ended without a word may only be paused. */
    private static final Duration MAY_COME_BACK = Duration.ofMinutes(1);

    private static final String OLD = "OLD";
    private static final String STRANGERS = "sessions of no registered instance count as old code: ";
    private static final String END_THEM = "end them, or let their application register its instances";

    private final Fleet fleet;
    private final List<SessionPattern> patterns;

    CodeEvidence(Fleet fleet, List<SessionPattern> patterns) {
        this.fleet = fleet;
        this.patterns = patterns;
    }

    Evidence newCodeDeployed() {
        List<Fleet.Instance> fresh = living().stream().filter(i -> !isOld(i)).toList();
        if (!fresh.isEmpty()) {
            return Evidence.open(
                    FleetEvidence.instances(fresh) + " can use the new shape: " + FleetEvidence.named(fresh));
        }
        return living().isEmpty()
                ? unknown("no running instance reports: which code runs is not known")
                : Evidence.closed(
                        FleetEvidence.instances(living()) + ", none can use the new shape: "
                                + FleetEvidence.named(living()),
                        "deploy the new code");
    }

    Evidence oldCodeRetired() {
        List<Fleet.Instance> old = oldInstances();
        if (!old.isEmpty()) {
            return Evidence.closed(
                    "%s of old code: %s".formatted(FleetEvidence.instances(old), FleetEvidence.named(old)),
                    "roll out the new code, and drain these");
        }
        List<Fleet.Session> strangers = strangers(living());
        if (!strangers.isEmpty()) {
            return Evidence.closed(STRANGERS + sessions(strangers), END_THEM);
        }
        List<Fleet.Instance> silent = silent();
        if (!silent.isEmpty()) {
            return Evidence.closed(
                    "silent, and not drained: " + FleetEvidence.named(silent),
                    "see whether they are gone; what is silent for " + GateKeeper.words(MAY_COME_BACK)
                            + " counts as gone");
        }
        if (!living().isEmpty()) {
            return Evidence.open(FleetEvidence.instances(living()) + ", all can use the new shape"
                    + (patterns.isEmpty() ? "" : "; no session of the application but theirs" + others()));
        }
        return patterns.isEmpty()
                ? unknown("no running instance reports, and no sessions are named as the application's")
                : Evidence.open("no running instance, and no session of the application" + others());
    }

    /** {@return evidence about the instances in stages, closed where there are sessions that belong to none} */
    Evidence inStages(Evidence evidence) {
        return againstStage()
                .map(strangers -> Evidence.closed(evidence.text() + "; " + strangers.reason(), strangers.opens()))
                .orElse(evidence);
    }

    /**
     * {@return what speaks against a stage: sessions of the application that belong to no instance} One whose lease has
     * ended may keep its sessions: it is fenced.
     */
    Optional<StageMove.Against> againstStage() {
        List<Fleet.Session> strangers = strangers(fleet.instances().stream()
                .filter(i -> i.use() != null && !isOld(i))
                .toList());
        return strangers.isEmpty()
                ? Optional.empty()
                : Optional.of(new StageMove.Against(STRANGERS + sessions(strangers), END_THEM));
    }

    private static Evidence unknown(String text) {
        return new Evidence(
                Verdict.UNKNOWN,
                text,
                "let the application register (segue.register in SQL, or segue-client), or name its sessions:"
                        + " application_sessions in segue.yaml");
    }

    private List<Fleet.Instance> living() {
        return fleet.living().stream().filter(i -> i.use() != null).toList();
    }

    /** {@return the running instances that know only the old shape} */
    List<Fleet.Instance> oldInstances() {
        return living().stream().filter(CodeEvidence::isOld).toList();
    }

    private static boolean isOld(Fleet.Instance instance) {
        return instance.use() != null && instance.use().shapes().equals(OLD);
    }

    /** {@return old code that has not said that it ended} Where its sessions can be looked for, they tell. */
    private List<Fleet.Instance> silent() {
        return patterns.isEmpty()
                ? fleet.instances().stream()
                        .filter(CodeEvidence::isOld)
                        .filter(i -> i.lease().drainedAt() == null
                                && i.lease().left().isNegative()
                                && i.lease().left().plus(MAY_COME_BACK).isPositive())
                        .toList()
                : List.of();
    }

    /** {@return the application's sessions that carry none of these instances' names} */
    private List<Fleet.Session> strangers(List<Fleet.Instance> instances) {
        return fleet.sessions().stream()
                .filter(session -> isApplications(session) && !belongs(session, instances))
                .toList();
    }

    private boolean isApplications(Fleet.Session session) {
        return patterns.stream().anyMatch(p -> p.fits(session));
    }

    /** {@return whether a session carries the name of one of the instances} */
    private static boolean belongs(Fleet.Session session, List<Fleet.Instance> instances) {
        return instances.stream()
                .anyMatch(i -> session.applicationName().contains(i.process().name()));
    }

    /** {@return the application's sessions that carry no living instance's name, for messages; empty where there are none} */
    String strangersInWords() {
        return sessions(strangers(living()));
    }

    /** {@return whose sessions there are besides, as words: who named the application's wrongly finds them here} */
    private String others() {
        List<Fleet.Session> others = fleet.sessions().stream()
                .filter(session -> !session.applicationName().startsWith("segue"))
                .filter(session -> !isApplications(session) && !belongs(session, living()))
                .toList();
        return others.isEmpty() ? "" : "; not counted as such: " + sessions(others);
    }

    private static String sessions(List<Fleet.Session> some) {
        return some.stream()
                .limit(5)
                .map(s -> "%d of %s (%s)"
                        .formatted(
                                s.count(),
                                s.role(),
                                s.applicationName().isEmpty() ? "without a name" : s.applicationName()))
                .collect(Collectors.joining(", "));
    }
}
