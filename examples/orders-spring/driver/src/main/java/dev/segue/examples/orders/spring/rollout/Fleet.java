package dev.segue.examples.orders.spring.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The processes of the application: started, ended, frozen and killed. Used by one thread. */
final class Fleet implements AutoCloseable {

    /** Short enough that nobody waits long for an instance that was killed. */
    static final Duration LEASE = Duration.ofSeconds(4);

    private final Application application;
    private final String url;
    private final Path logs;
    private final Balancer balancer;
    private final List<ServiceInstance> processes = new CopyOnWriteArrayList<>();
    private final Thread lastResort =
            new Thread(() -> processes.forEach(ServiceInstance::destroy), "ends all processes");
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private int killed;
    private int frozen;
    private int ended;

    /** @param url of the application's database, without its name */
    Fleet(Application application, String url, Path logs, Balancer balancer) {
        this.application = application;
        this.url = url;
        this.logs = logs;
        this.balancer = balancer;
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /** Starts instances of a version at once, and gives them requests when they are well. */
    List<ServiceInstance> start(int version, int count) throws IOException, InterruptedException {
        List<ServiceInstance> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = numbers.merge(version, 1, Integer::sum);
            String name = "v" + version + "-" + number;
            started.add(new ServiceInstance(
                    name,
                    version,
                    ServiceInstance.command(application, version, arguments(name, number % 2 == 0 ? "jpa" : "jdbc")),
                    logs.resolve(name + ".log")));
        }
        processes.addAll(started);
        for (ServiceInstance instance : started) {
            instance.awaitPort();
            balancer.add(instance);
        }
        return started;
    }

    private List<String> arguments(String name, String repository) {
        return List.of(
                "--server.port=0",
                "--server.tomcat.threads.max=12",
                "--spring.main.banner-mode=off",
                "--spring.main.lazy-initialization=true",
                "--spring.datasource.url=" + url + "?ApplicationName=orders-" + name,
                "--spring.datasource.username=orders_app",
                "--spring.datasource.hikari.maximum-pool-size=6",
                "--spring.datasource.hikari.minimum-idle=1",
                "--spring.profiles.active=" + repository,
                "--segue.instance.name=orders-" + name,
                "--segue.client.heartbeat=500ms",
                "--segue.client.lease=" + LEASE.toMillis() + "ms",
                "--segue.dark-reads.per-ten-thousand=5000",
                "--segue.dark-reads.per-second=0");
    }

    /** {@return the instances of a version that take requests, the oldest first} */
    List<ServiceInstance> of(int version) {
        return balancer.instances().stream()
                .filter(instance -> instance.version() == version)
                .toList();
    }

    /** Ends an instance in an orderly way: no requests any more, then the signal to end. */
    void end(ServiceInstance instance) throws InterruptedException {
        balancer.drain(instance);
        instance.stop();
        ended++;
    }

    /** Kills an instance while it answers requests. */
    void kill(ServiceInstance instance) throws InterruptedException {
        instance.kill();
        balancer.remove(instance);
        killed++;
    }

    /** Freezes an instance; it goes on by itself after a while. */
    void freeze(ServiceInstance instance, Duration length) throws IOException, InterruptedException {
        instance.freeze(true);
        frozen++;
        Thread.ofVirtual().name("thaws " + instance.name()).start(() -> {
            try {
                Thread.sleep(length);
                instance.freeze(false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new RolloutFailedException(instance.name() + " cannot be thawed: " + e);
            }
        });
    }

    /** {@return what was done to the processes, for people} */
    String fate() {
        return "%d started, %d killed (-9), %d frozen, %d ended in an orderly way"
                .formatted(processes.size(), killed, frozen, ended);
    }

    @Override
    public void close() throws InterruptedException {
        for (ServiceInstance instance : processes) {
            balancer.remove(instance);
            instance.kill();
        }
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }
}
