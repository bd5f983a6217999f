package dev.segue.spring.boot;

import dev.segue.client.Shapes;
import dev.segue.client.Timing;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.hold.HoldSettings;
import dev.segue.spring.SegueMigrations;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of Segue.
 *
 * @param enabled whether Segue is configured at all
 * @param dataSource name of the DataSource bean whose database Segue migrates; the only or the primary one if not set
 * @param instance what this process is called
 * @param migrations the migrations that this application's code goes through
 * @param client how the client goes about its work
 * @param darkReads how much dark reads may cost
 * @param openfeature how Segue and OpenFeature are wired
 * @param hold how requests are held while a big bang has stopped the system
 */
@ConfigurationProperties("segue")
public record SegueProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String dataSource,
        @DefaultValue Instance instance,
        @DefaultValue List<MigrationUse> migrations,
        @DefaultValue Client client,
        @DefaultValue DarkReads darkReads,
        @DefaultValue OpenFeature openfeature,
        @DefaultValue Hold hold) {

    /**
     * What this process is called.
     *
     * @param service the application, the same for all its instances; spring.application.name if not set
     * @param version version of the application's code; that of the build info if not set, else "unversioned"
     * @param name the instance within its service, such as the pod's name; host and process if not set
     */
    public record Instance(
            @Nullable String service,
            @Nullable String version,
            @Nullable String name) {}

    /**
     * A migration of this application.
     *
     * @param name name of the migration's file without the extension
     * @param shapes which shapes this code can use
     * @param required whether the application refuses to start before the migration was begun
     */
    public record MigrationUse(
            String name,
            @DefaultValue("both") Shapes shapes,
            @DefaultValue("false") boolean required) {
        SegueMigrations.Use use() {
            return new SegueMigrations.Use(name, shapes, required);
        }
    }

    /**
     * How the client goes about its work.
     *
     * @param settle whether it helps to settle what duplicate writes of the database left open
     * @param push whether the journal pushes changes, over a connection that is held
     * @param pushDataSource name of the DataSource bean that the pushing connection comes from, such as one that goes
     *     around a pooler; the application's own if not set
     * @param poll how often the journal is asked where it cannot push
     * @param heartbeat how often the lease is renewed
     * @param lease how long the instance counts as alive without a heartbeat; two heartbeats at least
     * @param query how long one question to the journal may take
     * @param request the longest that a request goes on
     */
    public record Client(
            @DefaultValue("true") boolean settle,
            @DefaultValue("true") boolean push,
            @Nullable String pushDataSource,
            @DefaultValue("500ms") Duration poll,
            @DefaultValue("10s") Duration heartbeat,
            @DefaultValue("30s") Duration lease,
            @DefaultValue("5s") Duration query,
            @DefaultValue("10s") Duration request) {
        Timing timing() {
            return new Timing(poll, heartbeat, lease, query, request);
        }
    }

    /**
     * How much dark reads may cost.
     *
     * @param perTenThousand how many of ten thousand reads are compared, 0 to 10000
     * @param perSecond how many reads of one name are compared in a second at most; 0 for any number
     * @param workers threads that read in the dark, and connections that they may hold
     * @param queue how many reads may wait for a worker
     * @param budget how long one dark read may take, waiting included
     * @param alertWindow further mismatches of one dark read are told together after this time
     * @param dataSource name of the DataSource bean that the dark side reads from; if not set, a pool of its own with as
     *     many connections as workers where the application's is HikariCP, else the application's
     */
    public record DarkReads(
            @DefaultValue("100") int perTenThousand,
            @DefaultValue("10") int perSecond,
            @DefaultValue("2") int workers,
            @DefaultValue("256") int queue,
            @DefaultValue("2s") Duration budget,
            @DefaultValue("1m") Duration alertWindow,
            @Nullable String dataSource) {
        DarkReadSettings settings() {
            DarkReadSettings standard = DarkReadSettings.standard();
            return standard.withPerTenThousand(perTenThousand)
                    .withPerSecond(perSecond)
                    .withLimits(new DarkReadSettings.Limits(
                            workers, queue, standard.limits().bytes(), budget))
                    .withAlertWindow(alertWindow);
        }
    }

    /**
     * How Segue and OpenFeature are wired.
     *
     * @param enabled whether the flags of the journal are served through OpenFeature
     * @param domain the domain for which Segue is the provider; empty to make it the default provider
     * @param proposals where a provider of the application proposes percentages or stages: its flags, and the migration of
     *     each
     * @param interval how often that provider is asked
     */
    public record OpenFeature(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("segue") String domain,
            @DefaultValue Map<String, String> proposals,
            @DefaultValue("30s") Duration interval) {}

    /**
     * How requests are held while a big bang has stopped the system.
     *
     * @param enabled whether requests of a servlet application are held at all
     * @param requests whether they wait, or are refused at once with 503 and Retry-After
     * @param mostWaiting how many may wait at once, each with its thread; more are refused
     * @param longest how long one may wait before it is refused
     * @param retryAfter what those who are refused are told
     * @param exclude paths that go on, such as those of probes; those of the actuator if not set
     */
    public record Hold(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("wait") HeldRequests requests,
            @DefaultValue("100") int mostWaiting,
            @DefaultValue("30s") Duration longest,
            @DefaultValue("5s") Duration retryAfter,
            @Nullable List<String> exclude) {
        HoldSettings settings() {
            return new HoldSettings(mostWaiting, longest);
        }
    }

    /** What becomes of requests while the system is stopped. */
    public enum HeldRequests {
        /** They wait until it runs. */
        WAIT,
        /** They are refused at once. */
        REFUSE
    }
}
