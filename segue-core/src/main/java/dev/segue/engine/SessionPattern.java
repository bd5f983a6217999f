package dev.segue.engine;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which of the database's sessions are the application's: by what they call themselves and by their role. A star stands
 * for any characters. Immutable.
 *
 * @param applicationName what {@code application_name} has to look like
 * @param role what the role has to look like
 */
public record SessionPattern(String applicationName, String role) {

    private static final String ANY = "*";

    public SessionPattern {
        if (applicationName.isBlank() || role.isBlank() || (applicationName.equals(ANY) && role.equals(ANY))) {
            throw new IllegalArgumentException(
                    "a pattern of sessions needs an application name or a role, like orders-*@orders_app");
        }
    }

    /**
     * {@return the patterns of a list: {@code orders-*@orders_app, *@batch}}
     *
     * @throws IllegalArgumentException if one of them would be every session
     */
    public static List<SessionPattern> parse(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(SessionPattern::one)
                .toList();
    }

    private static SessionPattern one(String text) {
        int at = text.lastIndexOf('@');
        return at < 0
                ? new SessionPattern(text, ANY)
                : new SessionPattern(at == 0 ? ANY : text.substring(0, at), text.substring(at + 1));
    }

    boolean fits(Fleet.Session session) {
        return like(applicationName, session.applicationName()) && like(role, session.role());
    }

    private static boolean like(String pattern, String text) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return text.matches(regex);
    }
}
