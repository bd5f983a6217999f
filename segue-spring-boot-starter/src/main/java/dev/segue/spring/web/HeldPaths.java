package dev.segue.spring.web;

import dev.segue.client.hold.HoldFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.springframework.util.AntPathMatcher;

/** Holds requests but for some paths: who asks whether the process lives must be answered while the system is stopped. */
public final class HeldPaths implements Filter {

    private final HoldFilter filter;
    private final List<String> exclude;
    private final AntPathMatcher matcher = new AntPathMatcher();

    /** @param exclude patterns of paths within the application that are let through, such as {@code /actuator/**} */
    public HeldPaths(HoldFilter filter, List<String> exclude) {
        this.filter = filter;
        this.exclude = List.copyOf(exclude);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && isExcluded(path(http))) {
            chain.doFilter(request, response);
        } else {
            filter.doFilter(request, response, chain);
        }
    }

    private boolean isExcluded(String path) {
        return exclude.stream().anyMatch(pattern -> matcher.match(pattern, path));
    }

    /** As the container has decoded and normalised it. */
    private static String path(HttpServletRequest request) {
        String below = request.getPathInfo();
        return request.getServletPath() + (below == null ? "" : below);
    }
}
