/**
 * What stands around the annotated methods. Entry: {@link dev.segue.spring.method.ShapeAdvisingPostProcessor}. Thread-safe
 * after the start.
 */
@NullMarked
package dev.segue.spring.method;

import org.jspecify.annotations.NullMarked;
