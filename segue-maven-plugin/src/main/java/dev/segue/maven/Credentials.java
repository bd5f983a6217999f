package dev.segue.maven;

import java.util.Optional;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/** Who connects, as a server of {@code settings.xml} says. It does not show its secret. */
final class Credentials {

    private final Server server;

    private Credentials(Server server) {
        this.server = server;
    }

    /**
     * Finds a server by its id, and decrypts its password.
     *
     * @throws MojoFailureException if it is not there, or cannot be decrypted
     */
    static Credentials of(String id, Settings settings, SettingsDecrypter decrypter) throws MojoFailureException {
        Server found = settings.getServer(id);
        if (found == null) {
            throw new MojoFailureException("settings.xml has no server \"" + id + "\"; nothing was tried"
                    + "\nNext: add <server><id>" + id + "</id><username>…</username><password>…</password></server>"
                    + " to the <servers> of ~/.m2/settings.xml, or name another one with -Dsegue.server=ID");
        }
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(found));
        for (SettingsProblem problem : result.getProblems()) {
            if (problem.getSeverity() != SettingsProblem.Severity.WARNING) {
                throw new MojoFailureException("the password of the server \"" + id
                        + "\" of settings.xml could not be decrypted; nothing was tried"
                        + "\nNext: encrypt it anew with mvn --encrypt-password, with the master password that is in"
                        + " ~/.m2/settings-security.xml");
            }
        }
        return new Credentials(result.getServer());
    }

    Optional<String> user() {
        return Optional.ofNullable(server.getUsername());
    }

    Optional<String> password() {
        return Optional.ofNullable(server.getPassword());
    }

    @Override
    public String toString() {
        return "credentials of server " + server.getId();
    }
}
