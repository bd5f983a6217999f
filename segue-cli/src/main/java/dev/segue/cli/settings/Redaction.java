package dev.segue.cli.settings;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts that come from elsewhere: a driver's message, an exception, a URL that somebody typed.
 *
 * @param secrets what must not be seen, wherever it stands
 */
public record Redaction(List<String> secrets) {

    /** Knows no secret, only the places where URLs have them. */
    public static final Redaction OF_URLS = new Redaction(List.of());

    private static final Pattern PARAMETER = Pattern.compile("(?i)([?&;](?:ssl)?password=)[^&;\\s\"']*");
    private static final Pattern USER_INFORMATION = Pattern.compile("(//[^/@\\s:?]*:)[^\\s?]*@");

    public Redaction {
        secrets = List.copyOf(secrets);
    }

    /** {@return one that also knows the password of these settings, unless what is shown anyway contains it} */
    public static Redaction of(ConnectionSettings connection) {
        String shown = connection.url() + " " + connection.user();
        return new Redaction(Optional.ofNullable(connection.password()).map(Secret::value).stream()
                .filter(password -> !password.isBlank() && !shown.contains(password))
                .toList());
    }

    /** {@return the text without secrets} */
    public String apply(String text) {
        String clean = PARAMETER.matcher(text).replaceAll("$1***");
        clean = USER_INFORMATION.matcher(clean).replaceAll("$1***@");
        for (String secret : secrets) {
            clean = Pattern.compile("(?<![\\w])" + Pattern.quote(secret) + "(?![\\w])")
                    .matcher(clean)
                    .replaceAll(Secret.HIDDEN);
        }
        return clean;
    }
}
