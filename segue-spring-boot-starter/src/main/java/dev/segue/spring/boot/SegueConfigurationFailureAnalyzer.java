package dev.segue.spring.boot;

import dev.segue.spring.SegueConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Has Spring Boot print what is wrong with the configuration, and what to do, in the place of a stack trace. */
public class SegueConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<SegueConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SegueConfigurationException cause) {
        return new FailureAnalysis(cause.problem() + ".", cause.action(), cause);
    }
}
