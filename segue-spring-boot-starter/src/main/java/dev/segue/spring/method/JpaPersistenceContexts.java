package dev.segue.spring.method;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/** Those of JPA. With Hibernate, the dark side reads from the connection that it is given; else from one of JPA's own. */
public final class JpaPersistenceContexts implements PersistenceContexts {

    private static final boolean HIBERNATE =
            ClassUtils.isPresent("org.hibernate.SessionFactory", JpaPersistenceContexts.class.getClassLoader());

    private final Supplier<List<EntityManagerFactory>> factories;

    /** @param factories gives those of the application, once it has started */
    public JpaPersistenceContexts(Supplier<List<EntityManagerFactory>> factories) {
        this.factories = factories;
    }

    @Override
    public void flush() {
        for (EntityManagerFactory factory : factories.get()) {
            if (TransactionSynchronizationManager.getResource(factory) instanceof EntityManagerHolder holder) {
                holder.getEntityManager().flush();
            }
        }
    }

    @Override
    public Binding bind(Connection connection) {
        List<EntityManagerFactory> bound = factories.get();
        for (EntityManagerFactory factory : bound) {
            TransactionSynchronizationManager.bindResource(factory, new DarkHolder(open(factory, connection)));
        }
        return () -> bound.forEach(JpaPersistenceContexts::unbind);
    }

    private static void unbind(EntityManagerFactory factory) {
        if (TransactionSynchronizationManager.unbindResource(factory) instanceof EntityManagerHolder holder) {
            holder.getEntityManager().close();
        }
    }

    private static EntityManager open(EntityManagerFactory factory, Connection connection) {
        return HIBERNATE ? Hibernate.open(factory, connection) : factory.createEntityManager();
    }

    private static final class Hibernate {
        static EntityManager open(EntityManagerFactory factory, Connection connection) {
            SessionFactory sessions;
            try {
                sessions = factory.unwrap(SessionFactory.class);
            } catch (PersistenceException e) {
                return factory.createEntityManager(); // It is another provider's.
            }
            Session session = sessions.withOptions().connection(connection).openSession();
            session.setDefaultReadOnly(true);
            session.setHibernateFlushMode(FlushMode.MANUAL);
            return session;
        }
    }

    /** Has JpaTransactionManager join a transaction that is not its own, instead of beginning one and ending it. */
    private static final class DarkHolder extends EntityManagerHolder {
        DarkHolder(EntityManager manager) {
            super(manager);
            setTransactionActive(true);
        }
    }
}
