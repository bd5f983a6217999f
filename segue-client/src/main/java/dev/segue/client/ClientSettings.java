package dev.segue.client;

import java.time.Duration;
import java.util.Objects;

/**
 * Who the instance is, and how its client goes about its work.
 *
 * @param instance what it is called
 * @param timing how often it asks, how long it waits
 * @param push whether changes are pushed
 * @param settles whether it helps, at most every 30 s, to settle what duplicate writes of the database left open
 */
public record ClientSettings(InstanceName instance, Timing timing, PushSettings push, boolean settles) {

    /**
     * {@return the usual settings}
     *
     * @param service the application, the same for all its instances
     * @param version of the application's code
     */
    public static ClientSettings of(String service, String version) {
        return new ClientSettings(
                InstanceName.ofThisProcess(service, version), Timing.standard(), PushSettings.standard(), true);
    }

    public ClientSettings {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(push, "push");
    }

    /** {@return these settings for an instance of another name, such as a pod's} */
    public ClientSettings withInstance(String name) {
        return new ClientSettings(
                new InstanceName(instance.service(), name, instance.version()), timing, push, settles);
    }

    /** {@return these settings with another timing} */
    public ClientSettings withTiming(Timing other) {
        return new ClientSettings(instance, other, push, settles);
    }

    /** {@return these settings with another interval between questions where the journal cannot push} */
    public ClientSettings withPollInterval(Duration interval) {
        return withTiming(timing.withPoll(interval));
    }

    /** {@return these settings with another way to push} */
    public ClientSettings withPush(PushSettings other) {
        return new ClientSettings(instance, timing, other, settles);
    }

    /** {@return these settings without settling, where cron or another client does it} */
    public ClientSettings withoutSettling() {
        return new ClientSettings(instance, timing, push, false);
    }
}
