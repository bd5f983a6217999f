package dev.segue.engine;

import dev.segue.dialect.Dialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One way to stop the system and to start it again. What it does may be done twice: whoever takes over from a process that
 * died does not know how far that one came.
 */
interface SystemStop {

    /**
     * {@return what a person does to start the system if Segue cannot}
     *
     * @throws SegueException if the system cannot be stopped this way at all; nothing was done
     */
    String howToStart();

    /**
     * Stops the system; nobody uses the data when it returns.
     *
     * @throws SegueException if it could not be stopped in time; then it is to be started
     */
    void stop();

    /**
     * Starts the system.
     *
     * @param howToStart as it was remembered when the system was stopped
     */
    void start(String howToStart);

    /** {@return the way that the settings name} */
    static SystemStop of(
            Dialect dialect, Sessions sessions, Journal journal, EngineSettings settings, String migration) {
        StopWay way = settings.stop().way();
        return switch (way) {
            case null ->
                throw SegueException.usage(
                        migration + " is a big bang, and nobody said how the system is stopped",
                        "write stop_by: instances, pgbouncer, sessions or command into segue.yaml (how-to \"big bang\")");
            case StopWay.Instances instances -> new InstancesStop(sessions, journal, settings, migration);
            case StopWay.PgBouncer bouncer -> new BouncerStop(bouncer);
            case StopWay.Roles roles -> new RolesStop(dialect, sessions, settings, roles.roles());
            case StopWay.Command command ->
                new CommandStop(command, settings.stop().within());
        };
    }

    /** PgBouncer waits until no client is in a transaction, and holds what comes then. */
    record BouncerStop(StopWay.PgBouncer bouncer) implements SystemStop {

        /** The console knows the simple protocol only, and no SET, with which the driver would begin. */
        private static final String CONSOLE =
                "preferQueryMode=simple&assumeMinServerVersion=9.6&sslmode=disable&socketFactory="
                        + ConsoleSockets.class.getName();

        @Override
        public String howToStart() {
            tell("SHOW VERSION"); // whether it can be asked at all
            return "RESUME " + name() + " in PgBouncer's admin console";
        }

        @Override
        public void stop() {
            tell("PAUSE " + name());
        }

        @Override
        public void start(String howToStart) {
            tell("RESUME " + name());
        }

        private String name() {
            return "\"" + bouncer.database().replace("\"", "\"\"") + "\"";
        }

        /** What has been done already is as good as done now. */
        private void tell(String command) {
            String url = bouncer.url() + (bouncer.url().contains("?") ? "&" : "?") + CONSOLE;
            try (Connection console = DriverManager.getConnection(url)) {
                Sessions.execute(console, command);
            } catch (SQLException e) {
                String said = String.valueOf(e.getMessage());
                if (!said.contains("already suspended/paused") && !said.contains("is not paused")) {
                    throw SegueException.failed(
                            "PgBouncer's admin console refuses " + command + ": " + said,
                            "see whether pgbouncer_url names its database pgbouncer and an admin user",
                            e);
                }
            }
        }
    }

    /** The roles may have no new sessions; who is in a transaction ends it in time, or is ended. */
    record RolesStop(Dialect dialect, Sessions sessions, EngineSettings settings, List<String> roles)
            implements SystemStop {

        private static final long LOOK_MILLIS = 50;

        @Override
        public String howToStart() {
            Map<String, Integer> limits = sessions.reading(c -> dialect.sessionLimits(c, roles));
            List<String> missing =
                    roles.stream().filter(role -> !limits.containsKey(role)).toList();
            if (!missing.isEmpty()) {
                throw SegueException.usage(
                        "there is no role " + String.join(", ", missing)
                                + ", or it is a superuser, whom no limit binds",
                        "correct stop_roles in segue.yaml");
            }
            String own = sessions.reading(c -> c.getMetaData().getUserName());
            if (roles.contains(own)) {
                throw SegueException.usage(
                        "stop_roles names " + own + ", which is Segue's own role", "correct stop_roles in segue.yaml");
            }
            List<String> statements = new ArrayList<>();
            limits.forEach((role, limit) -> statements.add(dialect.limitSessions(role, limit)));
            return String.join("; ", statements);
        }

        @Override
        public void stop() {
            sessions.writing(c -> {
                for (String role : roles) {
                    Sessions.execute(c, dialect.limitSessions(role, 0));
                }
                return roles;
            });
            Deadline patience = new Deadline(settings.stop().within());
            Deadline end = new Deadline(settings.stop().within().multipliedBy(2));
            while (sessions.reading(c -> dialect.endSessions(c, roles, patience.passed())) > 0) {
                if (end.passed()) {
                    throw SegueException.failed(
                            "sessions of " + String.join(", ", roles) + " do not end",
                            "look at pg_stat_activity; nothing was changed",
                            null);
                }
                StepRunner.pause(java.time.Duration.ofMillis(LOOK_MILLIS));
            }
        }

        @Override
        public void start(String howToStart) {
            sessions.writing(c -> {
                Sessions.execute(c, howToStart);
                return roles;
            });
        }
    }

    /** Registered instances hold their traffic; the journal tells them, and they tell it. */
    record InstancesStop(Sessions sessions, Journal journal, EngineSettings settings, String migration)
            implements SystemStop {

        private static final long LOOK_MILLIS = 20;

        @Override
        public String howToStart() {
            Fleet fleet = fleet();
            if (fleet.living().isEmpty()) {
                throw SegueException.usage(
                        migration + ": no running instance is registered, so none would hold its traffic",
                        "let the application use segue-client's holding DataSource, or choose another stop_by");
            }
            CodeEvidence code = new CodeEvidence(fleet, settings.applicationSessions());
            List<Fleet.Instance> old = code.oldInstances();
            if (!old.isEmpty()) {
                throw SegueException.usage(
                        migration + ": these would go on with old code on the new shape: " + FleetEvidence.named(old),
                        "drain them first; instances that hold their traffic have to know both shapes");
            }
            String strangers = code.strangersInWords();
            if (!strangers.isEmpty()) {
                throw SegueException.usage(
                        migration + ": sessions of no registered instance would not be held: " + strangers,
                        "end them, or choose another stop_by");
            }
            return "nothing to do: instances go on by themselves";
        }

        @Override
        public void stop() {
            Deadline end = new Deadline(settings.stop().within());
            while (true) {
                List<Fleet.Instance> open = fleet().living().stream()
                        .filter(i -> i.use() != null && !i.use().holds())
                        .toList();
                if (open.isEmpty()) {
                    return;
                }
                if (end.passed()) {
                    throw SegueException.failed(
                            "these do not hold their traffic: " + FleetEvidence.named(open),
                            "let them use segue-client's holding DataSource, or give them more time with stop_within",
                            null);
                }
                StepRunner.pause(java.time.Duration.ofMillis(LOOK_MILLIS));
            }
        }

        @Override
        public void start(String howToStart) {
            // the journal's word is all that they wait for
        }

        private Fleet fleet() {
            return sessions.reading(c -> journal.fleet().fleet(c, migration));
        }
    }
}
