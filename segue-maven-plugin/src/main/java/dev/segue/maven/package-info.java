/**
 * The goals of {@code segue-maven-plugin}, one for each command of the command line that makes sense in a build. {@link
 * dev.segue.maven.SegueMojo} is what they share: it starts the command line itself, in a JVM of its own that is new enough,
 * and says what came of it in the words of Maven. Goals are not thread-safe, each call has its own; calls may run side by
 * side.
 */
@NullMarked
package dev.segue.maven;

import org.jspecify.annotations.NullMarked;
