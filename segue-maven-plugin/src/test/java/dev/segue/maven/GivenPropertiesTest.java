package dev.segue.maven;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GivenPropertiesTest {

    @Test
    void aPasswordOnTheCommandLineIsRefusedAndNotShown() {
        Properties given = new Properties();
        given.setProperty("segue.password", "geheim");

        assertThatThrownBy(() -> new GivenProperties(given).refuseSecrets(null))
                .hasMessageContaining("a password does not belong on a command line")
                .hasMessageContaining("Next: name a <server> of settings.xml with -Dsegue.server=ID")
                .hasMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://ada:geheim@localhost/shop",
                "jdbc:postgresql://localhost/shop?password=geheim",
                "jdbc:postgresql://localhost/shop?user=ada&sslpassword=geheim"
            })
    void aUrlWithAPasswordIsRefusedAndNotShown(String url) {
        assertThatThrownBy(() -> new GivenProperties(new Properties()).refuseSecrets(url))
                .hasMessageContaining("a password does not belong into segue.url")
                .hasMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://ada@localhost/shop", "jdbc:postgresql://localhost:5432/shop?user=ada"})
    void aUrlWithoutOneIsTaken(String url) {
        assertThatCode(() -> new GivenProperties(new Properties()).refuseSecrets(url))
                .doesNotThrowAnyException();
    }
}
