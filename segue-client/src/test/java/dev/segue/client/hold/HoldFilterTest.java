package dev.segue.client.hold;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests to a real server while the system is stopped. */
class HoldFilterTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final Tomcat tomcat = new Tomcat();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private TrafficHold hold;

    @AfterEach
    void stop() throws Exception {
        mayEnd.release(10);
        tomcat.stop();
        tomcat.destroy();
    }

    private void serve(HoldSettings settings, boolean waits) throws Exception {
        hold = new TrafficHold(settings, () -> {});
        HoldFilter filter = waits
                ? HoldFilter.waiting(hold, Duration.ofSeconds(7))
                : HoldFilter.refusing(hold, Duration.ofSeconds(7));
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", null);
        FilterDef definition = new FilterDef();
        definition.setFilterName("hold");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName("hold");
        map.addURLPattern("/*");
        map.setDispatcher("REQUEST");
        map.setDispatcher("ASYNC");
        context.addFilterMap(map);
        Wrapper servlet = Tomcat.addServlet(context, "orders", new Orders());
        servlet.setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "orders");
        tomcat.start();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(
                                "http://localhost:" + tomcat.getConnector().getLocalPort() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> sent) throws Exception {
        return sent.get(20, TimeUnit.SECONDS);
    }

    @Test
    void one_that_no_request_has_come_through_yet_holds_too() throws Exception {
        serve(HoldSettings.standard(), true);

        hold.stopFor("0007_extract_address");

        assertThat(hold.held()).isTrue();
    }

    @Test
    void a_request_waits_and_is_served_once_the_system_runs() throws Exception {
        serve(new HoldSettings(10, LONG), true);
        assertThat(answer(get("/")).body()).isEqualTo("served");
        hold.stopFor("m");

        CompletableFuture<HttpResponse<String>> held = get("/");
        while (hold.waiting() == 0) {
            Thread.sleep(5);
        }
        assertThat(held).isNotDone();
        assertThat(hold.held()).isTrue();
        hold.stopFor("");

        assertThat(answer(held).statusCode()).isEqualTo(200);
    }

    @Test
    void who_cannot_wait_is_told_when_to_come_again() throws Exception {
        serve(new HoldSettings(0, LONG), true);
        hold.stopFor("m");

        HttpResponse<String> refused = answer(get("/"));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("7");
    }

    @Test
    void one_that_refuses_lets_nobody_wait() throws Exception {
        serve(new HoldSettings(10, LONG), false);
        hold.stopFor("m");
        assertThat(answer(get("/")).statusCode()).isEqualTo(503);

        hold.stopFor("");

        assertThat(answer(get("/")).statusCode()).isEqualTo(200);
    }

    @Test
    void a_request_under_way_is_waited_for_also_when_it_goes_on_without_its_thread() throws Exception {
        serve(new HoldSettings(10, LONG), true);
        for (String path : new String[] {"/slow", "/async", "/dispatched"}) {
            CompletableFuture<HttpResponse<String>> slow = get(path);
            assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            hold.stopFor("m");
            assertThat(hold.held()).as(path).isFalse();
            mayEnd.release();
            assertThat(answer(slow).body()).isEqualTo("served");
            for (int tries = 0; tries < 400 && !hold.held(); tries++) {
                Thread.sleep(5);
            }
            assertThat(hold.held()).as(path).isTrue();
            hold.stopFor("");
        }
    }

    @Test
    void a_request_that_fails_has_ended_too() throws Exception {
        serve(new HoldSettings(10, LONG), true);

        assertThat(answer(get("/fails")).statusCode()).isEqualTo(500);

        hold.stopFor("m");
        assertThat(hold.held()).isTrue();
    }

    private final class Orders extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/fails" -> throw new IllegalStateException("as it is meant to");
                case "/slow" -> {
                    waits();
                    response.getWriter().print("served");
                }
                case "/async", "/dispatched" -> {
                    AsyncContext later = request.startAsync();
                    CompletableFuture.runAsync(() -> {
                        waits();
                        if (request.getRequestURI().equals("/dispatched")) {
                            later.dispatch("/");
                        } else {
                            print(later);
                            later.complete();
                        }
                    });
                }
                default -> response.getWriter().print("served");
            }
        }

        private void print(AsyncContext later) {
            try {
                later.getResponse().getWriter().print("served");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void waits() {
            arrived.release();
            mayEnd.acquireUninterruptibly();
        }
    }
}
