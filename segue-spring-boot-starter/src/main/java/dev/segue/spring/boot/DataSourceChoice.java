package dev.segue.spring.boot;

import dev.segue.spring.SegueConfigurationException;
import dev.segue.spring.SegueDataSource;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;

/** Which of the application's DataSources is meant. */
record DataSourceChoice(ListableBeanFactory beans) {

    /**
     * {@return the DataSource that Segue works on}
     *
     * @param name the bean's, from the property; null to look for a {@link SegueDataSource}, then the only or primary one
     */
    DataSource choose(@Nullable String name) {
        if (name != null && !name.isBlank()) {
            return named(name, "segue.data-source");
        }
        List<String> marked = Arrays.stream(beans.getBeanNamesForAnnotation(SegueDataSource.class))
                .filter(bean -> beans.isTypeMatch(bean, DataSource.class))
                .toList();
        if (marked.size() == 1) {
            return beans.getBean(marked.get(0), DataSource.class);
        }
        DataSource only =
                marked.isEmpty() ? beans.getBeanProvider(DataSource.class).getIfUnique() : null;
        if (only == null) {
            throw new SegueConfigurationException(
                    "There are several DataSources, and Segue cannot know whose database it migrates: " + names(),
                    "Name one: segue.data-source=" + names().get(0)
                            + ". Or mark one bean with @SegueDataSource or @Primary. Or, if none of them: segue.enabled=false");
        }
        return only;
    }

    /** {@return the DataSource that a property names} */
    DataSource named(String name, String property) {
        try {
            return beans.getBean(name, DataSource.class);
        } catch (NoSuchBeanDefinitionException e) {
            throw new SegueConfigurationException(
                    property + " names the bean " + name + ", which is not there; DataSources are " + names(),
                    "Correct " + property);
        }
    }

    private List<String> names() {
        return List.of(beans.getBeanNamesForType(DataSource.class, true, false));
    }
}
