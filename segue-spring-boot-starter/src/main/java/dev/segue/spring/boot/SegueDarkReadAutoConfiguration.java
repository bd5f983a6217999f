package dev.segue.spring.boot;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.darkread.AlertListener;
import dev.segue.spring.SegueDarkReads;
import dev.segue.spring.SegueMigrations;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/** Dark reads, and the small pool that they take their connections from. */
@AutoConfiguration(after = SegueAutoConfiguration.class)
@ConditionalOnBean(SegueMigrations.class)
public class SegueDarkReadAutoConfiguration {

    private static final boolean HIKARI = ClassUtils.isPresent(
            "com.zaxxer.hikari.HikariDataSource", SegueDarkReadAutoConfiguration.class.getClassLoader());

    /** {@return where the dark side reads} */
    @Bean(destroyMethod = "close")
    DarkPool segueDarkPool(SegueProperties properties, ListableBeanFactory beans) {
        SegueProperties.DarkReads darkReads = properties.darkReads();
        DataSourceChoice choice = new DataSourceChoice(beans);
        String name = darkReads.dataSource();
        if (name != null && !name.isBlank()) {
            return new DarkPool(choice.named(name, "segue.dark-reads.data-source"), () -> {});
        }
        DataSource own = choice.choose(properties.dataSource());
        return HIKARI ? Hikari.small(own, darkReads.workers()) : new DarkPool(own, () -> {});
    }

    /** {@return the dark reads of all migrations; closed before the pools and the client are} */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    SegueDarkReads segueDarkReads(
            SegueProperties properties,
            SegueMigrations migrations,
            DarkPool pool,
            ObjectProvider<AlertListener> listeners) {
        return new SegueDarkReads(
                migrations,
                pool::source,
                properties.darkReads().settings(),
                listeners.orderedStream().toList());
    }

    /** A pool that is no bean of type DataSource, which would make the application's own one of two. */
    static final class DarkPool implements AutoCloseable {

        private final DataSource source;
        private final Runnable closing;

        DarkPool(DataSource source, Runnable closing) {
            this.source = source;
            this.closing = closing;
        }

        DataSource source() {
            return source;
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    private static final class Hikari {

        static DarkPool small(DataSource own, int connections) {
            HikariDataSource application = unwrap(own);
            if (application == null) {
                return new DarkPool(own, () -> {});
            }
            HikariConfig config = new HikariConfig();
            application.copyStateTo(config);
            config.setPoolName("segue-dark-reads");
            config.setMaximumPoolSize(connections);
            config.setMinimumIdle(0);
            config.setInitializationFailTimeout(-1); // Starting is not for it to prevent.
            config.setMetricRegistry(null);
            config.setMetricsTrackerFactory(null);
            config.setRegisterMbeans(false);
            HikariDataSource pool = new HikariDataSource(config);
            return new DarkPool(pool, pool::close);
        }

        private static @Nullable HikariDataSource unwrap(DataSource source) {
            try {
                return source.isWrapperFor(HikariDataSource.class) ? source.unwrap(HikariDataSource.class) : null;
            } catch (SQLException e) {
                return null;
            }
        }
    }
}
