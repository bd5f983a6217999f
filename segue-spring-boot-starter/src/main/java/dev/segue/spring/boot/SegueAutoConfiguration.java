package dev.segue.spring.boot;

import dev.segue.client.ClientSettings;
import dev.segue.client.InstanceName;
import dev.segue.client.PushSettings;
import dev.segue.client.Segue;
import dev.segue.spring.SegueMigrations;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** The client: a {@link Segue} on the application's database, and the migrations that its code goes through. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
@ConditionalOnClass(DataSource.class)
@ConditionalOnBean(DataSource.class)
@ConditionalOnProperty(prefix = "segue", name = "enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(SegueProperties.class)
public class SegueAutoConfiguration {

    /** {@return who this instance is, and how its client goes about its work} */
    @Bean
    @ConditionalOnMissingBean
    ClientSettings segueClientSettings(
            SegueProperties properties,
            Environment environment,
            ObjectProvider<BuildProperties> build,
            ListableBeanFactory beans) {
        SegueProperties.Client client = properties.client();
        ClientSettings settings = new ClientSettings(
                name(properties.instance(), environment, build.getIfAvailable()),
                client.timing(),
                PushSettings.standard(),
                client.settle());
        if (!client.push()) {
            return settings.withPush(PushSettings.off());
        }
        String source = client.pushDataSource();
        return source == null
                ? settings
                : settings.withPush(
                        PushSettings.from(new DataSourceChoice(beans).named(source, "segue.client.push-data-source")));
    }

    private static InstanceName name(
            SegueProperties.Instance instance, Environment environment, @Nullable BuildProperties build) {
        String service = first(instance.service(), environment.getProperty("spring.application.name"), "application");
        String version = first(instance.version(), build == null ? null : build.getVersion(), "unversioned");
        InstanceName own = InstanceName.ofThisProcess(service, version);
        return new InstanceName(service, first(instance.name(), null, own.name()), version);
    }

    private static String first(@Nullable String set, @Nullable String found, String otherwise) {
        if (set != null && !set.isBlank()) {
            return set;
        }
        return found != null && !found.isBlank() ? found : otherwise;
    }

    /** {@return the client, open; closed before the pool is} */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @Lazy(false)
    Segue segue(SegueProperties properties, ClientSettings settings, ListableBeanFactory beans) {
        return Segue.open(new DataSourceChoice(beans).choose(properties.dataSource()), settings);
    }

    /** {@return the migrations of the application} */
    @Bean
    @ConditionalOnMissingBean
    @Lazy(false)
    SegueMigrations segueMigrations(SegueProperties properties, Segue segue) {
        return new SegueMigrations(
                segue,
                properties.migrations().stream()
                        .map(SegueProperties.MigrationUse::use)
                        .map(Objects::requireNonNull)
                        .toList());
    }
}
