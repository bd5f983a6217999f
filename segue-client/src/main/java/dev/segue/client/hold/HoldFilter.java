package dev.segue.client.hold;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/**
 * Holds or refuses HTTP requests while the system is stopped; a request that is under way is waited for. Who cannot wait
 * is answered with 503 and Retry-After (RFC 9110, 15.6.4). A request that goes on asynchronously counts until it is
 * complete. For Jakarta Servlet 6; thread-safe.
 *
 * <p>A request that takes connections from {@link TrafficHold#dataSource} on other threads than its own must not also pass
 * here: it would wait for a connection while the stop waits for it.
 */
public final class HoldFilter implements Filter {

    private static final String INSIDE = HoldFilter.class.getName();

    private final TrafficHold hold;
    private final boolean waits;
    private final Duration retryAfter;

    private HoldFilter(TrafficHold hold, boolean waits, Duration retryAfter) {
        this.hold = Objects.requireNonNull(hold, "hold");
        this.waits = waits;
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
        hold.joined();
    }

    /**
     * {@return a filter that lets requests wait, as many and as long as the hold allows} Each keeps a thread of the server
     * meanwhile.
     *
     * @param retryAfter what those are told who cannot wait
     */
    public static HoldFilter waiting(TrafficHold hold, Duration retryAfter) {
        return new HoldFilter(hold, true, retryAfter);
    }

    /**
     * {@return a filter that refuses requests at once while the system is stopped}
     *
     * @param retryAfter what they are told
     */
    public static HoldFilter refusing(TrafficHold hold, Duration retryAfter) {
        return new HoldFilter(hold, false, retryAfter);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getAttribute(INSIDE) != null) {
            chain.doFilter(request, response); // another dispatch of a request under way
            return;
        }
        if (!waits && hold.stopped()) {
            refuse(response);
            return;
        }
        Pass pass;
        try {
            pass = hold.pass();
        } catch (SQLException e) {
            refuse(response);
            return;
        }
        request.setAttribute(INSIDE, Boolean.TRUE);
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                whenComplete(request, pass);
            } else {
                pass.close();
            }
        }
    }

    private static void whenComplete(ServletRequest request, Pass pass) {
        try {
            request.getAsyncContext().addListener(new Closing(pass));
            pass.handOver();
        } catch (IllegalStateException e) {
            pass.close(); // complete already
        }
    }

    private void refuse(ServletResponse response) throws IOException {
        if (response instanceof HttpServletResponse http) {
            http.setHeader("Retry-After", String.valueOf(Math.max(1, retryAfter.toSeconds())));
            http.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Ends a request when the container says that it is complete; that comes after an error and a timeout too. */
    private record Closing(Pass pass) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            pass.close();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // completed by whoever handles it, or by the container
        }

        @Override
        public void onError(AsyncEvent event) {
            // completed by whoever handles it, or by the container
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // a new cycle begins without this listener
            event.getAsyncContext().addListener(this);
        }
    }
}
