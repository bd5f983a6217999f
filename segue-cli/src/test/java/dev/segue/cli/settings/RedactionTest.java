package dev.segue.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/shop?user=me&password=geheim",
                "jdbc:postgresql://db/shop?password=geheim&ssl=true",
                "jdbc:postgresql://db/shop?sslpassword=geheim",
                "postgres://me:geheim@db/shop",
                "postgres://me:ge@heim/geheim@db/shop",
                "could not parse \"jdbc:postgresql://me:geheim@db:x/shop\""
            })
    void urlsLoseTheirSecrets(String text) {
        assertThat(Redaction.OF_URLS.apply(text)).doesNotContain("geheim").contains("***");
    }

    @Test
    void ordinaryTextStaysAsItIs() {
        String text = "could not connect to jdbc:postgresql://db:5432/shop?user=me@corp as me";

        assertThat(Redaction.OF_URLS.apply(text)).isEqualTo(text);
    }

    @Test
    void knownPasswordIsHiddenWhereverItStands() {
        Redaction redaction =
                Redaction.of(new ConnectionSettings("jdbc:postgresql://db/shop", "me", new Secret("geheim")));

        assertThat(redaction.apply("the driver said: geheim is wrong")).isEqualTo("the driver said: *** is wrong");
    }

    @Test
    void passwordThatIsAlsoAShownWordIsNoSecret() {
        Redaction redaction =
                Redaction.of(new ConnectionSettings("jdbc:postgresql://db/shop", "shop", new Secret("shop")));

        assertThat(redaction.apply("no table in shop")).isEqualTo("no table in shop");
    }
}
