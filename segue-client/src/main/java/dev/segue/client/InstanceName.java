package dev.segue.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * What an instance is called by those who look after the fleet.
 *
 * @param service the application, the same for all its instances
 * @param name the instance within its service; decides {@link Flag#isOnForInstance()}, so a name that survives a restart
 *     keeps that decision
 * @param version of the application's code
 */
public record InstanceName(String service, String name, String version) {

    public InstanceName {
        require(service, "service");
        require(name, "name of the instance");
        require(version, "version");
    }

    /** {@return an instance that is called by its host and its process} */
    public static InstanceName ofThisProcess(String service, String version) {
        return new InstanceName(service, host() + "/" + ProcessHandle.current().pid(), version);
    }

    private static void require(String value, String what) {
        if (Objects.requireNonNull(value, what).isBlank()) {
            throw new IllegalArgumentException("the " + what + " is blank; segue instances shows it to people");
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    @Override
    public String toString() {
        return service + " " + name + " (" + version + ")";
    }
}
