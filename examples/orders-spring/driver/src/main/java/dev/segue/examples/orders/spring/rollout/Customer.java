package dev.segue.examples.orders.spring.rollout;

import dev.segue.examples.orders.spring.rollout.Balancer.Answer;
import dev.segue.testing.oracle.Oracle;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.oracle.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Places orders, moves them, and reads them back: whatever this customer was told to be done has to be there, whichever
 * instance answers. All customers move some orders of others, too. One thread.
 */
final class Customer implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Shape ANY = Shape.NEW;
    private static final int MOST_ORDERS = 40;
    private static final int WANTED_BY_ALL = 10;
    private static final long FIRST_NUMBER = 1_000_000;

    private final long number;
    private final Balancer balancer;
    private final Oracle oracle;
    private final Writer writer;
    private final Tally tally;
    private final Duration patience;
    private final SplittableRandom random;
    private final Map<Long, Known> own = new HashMap<>();
    private final List<Long> keys = new ArrayList<>();
    private volatile boolean stopping;

    /** What may be read: what was acknowledged last, and what may still come of requests without an answer. */
    private record Known(Address acknowledged, List<Address> possible) {
        boolean allows(@Nullable Address found) {
            return acknowledged.equals(found) || possible.contains(found);
        }
    }

    Customer(int number, Shop shop, long seed) {
        this.number = FIRST_NUMBER + number;
        this.balancer = shop.balancer();
        this.oracle = shop.oracle();
        this.writer = oracle.writer("customer " + number);
        this.tally = shop.tally();
        this.patience = shop.onItsWay();
        this.random = new SplittableRandom(seed);
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                request(random.nextInt(10));
                Thread.sleep(20 + random.nextInt(40));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            tally.failed("customer " + number + " gave up: " + e.getMessage());
        }
    }

    private void request(int choice) throws InterruptedException {
        if (keys.isEmpty() || (choice < 2 && keys.size() < MOST_ORDERS)) {
            place();
        } else if (choice < 5) {
            move(keys.get(random.nextInt(keys.size())));
        } else if (choice < 6) {
            move(1 + random.nextInt(WANTED_BY_ALL));
        } else if (choice < 9) {
            read(keys.get(random.nextInt(keys.size())));
        } else {
            readAll();
        }
    }

    private void place() throws InterruptedException {
        Writer.Write write = writer.insert(ANY, Writer.UNKNOWN_KEY, 0);
        Address address = Address.of(write);
        Answer answer = write(
                "POST",
                "/orders",
                "{\"customerId\":%d,\"total\":%d,\"address\":%s}"
                        .formatted(number, 1 + random.nextInt(500), address.json()),
                201);
        if (answer != null) {
            long key = JSON.readTree(answer.body()).path("id").asLong();
            write.key(key);
            acknowledged();
            own.put(key, new Known(address, List.of()));
            keys.add(key);
        }
    }

    private void move(long key) throws InterruptedException {
        Address address = Address.of(writer.update(ANY, key, allFields(), 0));
        boolean done = write("PUT", "/orders/" + key + "/address", address.json(), 204) != null;
        if (done) {
            acknowledged();
        }
        own.computeIfPresent(
                key,
                (k, known) -> done
                        ? new Known(address, known.possible())
                        : new Known(known.acknowledged(), with(known.possible(), address)));
    }

    private static int allFields() {
        return OrderRows.STREET.bit() | OrderRows.CITY.bit() | OrderRows.ZIP.bit();
    }

    private static List<Address> with(List<Address> some, Address another) {
        List<Address> all = new ArrayList<>(some);
        all.add(another);
        return all;
    }

    private void acknowledged() {
        tally.acknowledgedWrites.add(writer.acknowledged());
    }

    /** {@return the answer, or null if the write is not known to be done} */
    private @Nullable Answer write(String method, String path, String body, int done) throws InterruptedException {
        Answer answer = send(method, path, body);
        if (answer != null && answer.status() == done) {
            return answer;
        }
        if (answer != null) {
            failed(method, path, answer);
        }
        writer.unknown();
        return null;
    }

    private @Nullable Answer send(String method, String path, @Nullable String body) throws InterruptedException {
        try {
            Answer answer = balancer.send(method, path, body);
            tally.requests.increment();
            return answer;
        } catch (NoAnswerException e) {
            tally.withoutAnswer.increment();
            return null;
        }
    }

    private void failed(String method, String path, Answer answer) {
        tally.failed("%s %s at %s: %d %s".formatted(method, path, answer.instance(), answer.status(), answer.body()));
    }

    private void read(long key) throws InterruptedException {
        Known known = own.get(key);
        Read last = readUntil("/orders/" + key, found -> known != null && known.allows(Address.of(found)));
        if (!last.good()) {
            judge(key, last.before(), last.found().isEmpty() ? null : last.found());
        }
    }

    private void readAll() throws InterruptedException {
        Read last = readUntil("/customers/" + number + "/orders", found -> {
            Map<Long, JsonNode> orders = byKey(found);
            return own.entrySet().stream()
                    .allMatch(one -> orders.containsKey(one.getKey())
                            && one.getValue().allows(Address.of(orders.get(one.getKey()))));
        });
        if (!last.good()) {
            Map<Long, JsonNode> orders = byKey(last.found());
            own.keySet().forEach(key -> judge(key, last.before(), orders.get(key)));
        }
    }

    private static Map<Long, JsonNode> byKey(JsonNode orders) {
        Map<Long, JsonNode> byKey = new HashMap<>();
        orders.forEach(order -> byKey.put(order.path("id").asLong(), order));
        return byKey;
    }

    private void judge(long key, long before, @Nullable JsonNode order) {
        Address address = order == null ? null : Address.of(order);
        oracle.read(ANY, key, before, address == null ? null : address.values());
    }

    /** What was read last, and the oracle's time before that. */
    private record Read(JsonNode found, long before, boolean good) {}

    private Read readUntil(String path, Predicate<JsonNode> good) throws InterruptedException {
        long begun = System.nanoTime();
        boolean late = false;
        while (true) {
            long before = oracle.now();
            Answer answer = send("GET", path, null);
            if (answer != null && answer.status() != 200 && answer.status() != 404) {
                failed("GET", path, answer);
                return new Read(JSON.createObjectNode(), before, true); // it is counted already
            }
            if (answer != null) {
                JsonNode found = answer.status() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
                if (good.test(found)) {
                    if (late) {
                        tally.lateReads.increment();
                    }
                    return new Read(found, before, true);
                }
                if (System.nanoTime() - begun > patience.toNanos()) {
                    return new Read(found, before, false);
                }
                late = true;
            }
            Thread.sleep(100);
        }
    }
}
