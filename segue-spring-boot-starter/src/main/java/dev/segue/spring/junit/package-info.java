/**
 * Tests of an application in every stage. Entry: {@link dev.segue.spring.junit.SegueTest}. Needs JUnit 5 or 6, which only
 * the test's classpath has to have. Used by one thread.
 */
@NullMarked
package dev.segue.spring.junit;

import org.jspecify.annotations.NullMarked;
