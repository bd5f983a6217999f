package dev.segue.cli.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL as people give it, taken apart: JDBC's ({@code jdbc:postgresql://host/database}), or the one that hosting services
 * hand out ({@code postgres://user:password@host/database}). Secrets leave the URL here, so that it can be shown.
 *
 * @param jdbc the JDBC URL without user and password
 */
record ConnectionUrl(
        String jdbc, @Nullable String user, @Nullable Secret password) {

    private static final Pattern FORM = Pattern.compile(
            "(?:jdbc:)?(?<product>[a-z0-9]+)://(?:(?<userinfo>[^/?]*)@)?(?<rest>[^?]*)(?:\\?(?<query>.*))?");

    /** {@return the URL's parts; a URL of another form stays whole} */
    static ConnectionUrl parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return new ConnectionUrl(text, null, null);
        }
        String product = matcher.group("product").equals("postgres") ? "postgresql" : matcher.group("product");
        String user = null;
        Secret password = null;
        String userinfo = matcher.group("userinfo");
        if (userinfo != null) {
            int colon = userinfo.indexOf(':');
            user = decode(colon < 0 ? userinfo : userinfo.substring(0, colon));
            password = colon < 0 ? null : new Secret(decode(userinfo.substring(colon + 1)));
        }
        List<String> parameters = new ArrayList<>();
        String query = matcher.group("query") == null ? "" : matcher.group("query");
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            if (parameter.startsWith("user=")) {
                user = decode(parameter.substring("user=".length()));
            } else if (parameter.startsWith("password=")) {
                password = new Secret(decode(parameter.substring("password=".length())));
            } else {
                parameters.add(parameter);
            }
        }
        String jdbc = "jdbc:" + product + "://" + matcher.group("rest")
                + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
        return new ConnectionUrl(jdbc, user, password);
    }

    private static String decode(String text) {
        // In the part of a URL that names somebody, + is an ordinary character.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
