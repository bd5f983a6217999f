package dev.segue.spring.junit;

import dev.segue.client.Stage;
import dev.segue.spring.StageRehearsal;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Makes the runs of a {@link SegueTest}. */
final class SegueTestExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> method.isAnnotationPresent(SegueTest.class))
                .isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        String migration = method.getAnnotation(SegueTest.class).value();
        boolean pairs = Arrays.asList(method.getParameterTypes()).contains(Instances.class);
        return Arrays.stream(Stage.values())
                .flatMap(first -> Arrays.stream(Stage.values())
                        .filter(second -> first == second || (pairs && mayBeAtWorkTogether(first, second)))
                        .map(second -> new Run(new Instances(migration, first, second))));
    }

    /** Each writes the shape that the other reads. */
    static boolean mayBeAtWorkTogether(Stage one, Stage other) {
        return writesWhatIsReadBy(one, other) && writesWhatIsReadBy(other, one);
    }

    private static boolean writesWhatIsReadBy(Stage writer, Stage reader) {
        return reader.readsNew() ? writer.writesNew() : writer.writesOld();
    }

    private record Run(Instances instances) implements TestTemplateInvocationContext {

        @Override
        public String getDisplayName(int invocationIndex) {
            return "[" + instances + "]";
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new InStage(instances));
        }
    }

    /** What is called outside of {@link Instances} goes by the first stage. */
    private static final class InStage implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

        private final Instances instances;
        private @Nullable StageRehearsal rehearsal;

        InStage(Instances instances) {
            this.instances = instances;
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            rehearsal = StageRehearsal.begin(instances.migration(), instances.firstStage());
        }

        @Override
        public void afterEach(ExtensionContext context) {
            if (rehearsal != null) {
                rehearsal.close();
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Instances.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return instances;
        }
    }
}
