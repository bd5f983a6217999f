package dev.segue.examples.orders.spring.rollout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An order service that remembers orders in a map, except what it is told to forget or to fail at. */
final class ForgetfulService {

    private static final Pattern ADDRESS = Pattern.compile("\"address\":(\\{.*?})");
    private static final int RARELY = 20;

    private final Map<Long, String> addresses = new ConcurrentHashMap<>();
    private final Map<Long, String> customers = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong(20_000);
    private final AtomicLong moves = new AtomicLong();
    private final String weakness;

    private ForgetfulService(String weakness) {
        this.weakness = weakness;
    }

    /**
     * Listens.
     *
     * @param arguments {@code none}, {@code forgets} or {@code fails}
     */
    public static void main(String... arguments) throws IOException {
        ForgetfulService service = new ForgetfulService(arguments[0]);
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", service::answer);
        server.start();
        System.out.println("Tomcat started on port " + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                long key = keys.incrementAndGet();
                Matcher address = ADDRESS.matcher(body);
                address.find();
                addresses.put(key, address.group(1));
                customers.put(key, body.replaceAll("\\D*(\\d+).*", "$1"));
                say(exchange, 201, "{\"id\":" + key + "}");
            }
            case "PUT" -> {
                boolean weak = moves.incrementAndGet() % RARELY == 0;
                if (!weak || !weakness.equals("forgets")) {
                    addresses.put(Long.valueOf(path[2]), body);
                }
                say(exchange, weak && weakness.equals("fails") ? 500 : 204, "");
            }
            default -> {
                if (path[1].equals("orders")) {
                    say(exchange, 200, order(Long.parseLong(path[2])));
                } else if (path[1].equals("customers")) {
                    say(exchange, 200, "[" + ordersOf(path[2]) + "]");
                } else {
                    say(exchange, 200, "");
                }
            }
        }
    }

    private String ordersOf(String customer) {
        return String.join(
                ",",
                customers.entrySet().stream()
                        .filter(one -> one.getValue().equals(customer))
                        .map(one -> order(one.getKey()))
                        .toList());
    }

    private String order(long key) {
        return "{\"id\":%d,\"address\":%s}".formatted(key, addresses.get(key));
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
