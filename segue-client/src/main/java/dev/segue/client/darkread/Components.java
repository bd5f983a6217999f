package dev.segue.client.darkread;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the components of records; what is found out about a class is kept as long as the class. */
final class Components {

    private static final ClassValue<Map<String, Method>> ACCESSORS = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            Map<String, Method> accessors = new LinkedHashMap<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Method accessor = component.getAccessor();
                if (!accessor.trySetAccessible()) {
                    return Map.of(); // a module that does not open itself
                }
                accessors.put(component.getName(), accessor);
            }
            return accessors;
        }
    };

    private Components() {}

    /** {@return the accessors by name; none for a record that has to be compared as a whole} */
    static Map<String, Method> of(Record row) {
        return ACCESSORS.get(row.getClass());
    }

    static @Nullable Object read(Method accessor, Record row) {
        try {
            return accessor.invoke(row);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the component " + accessor.getName() + " of "
                            + row.getClass().getName() + " cannot be read",
                    e);
        }
    }
}
