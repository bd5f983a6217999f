package dev.segue.spring.method;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** What is done when an annotated method is called. */
interface ShapedCall {
    @Nullable
    Object answer(MethodInvocation invocation) throws Throwable;
}
