package dev.segue.testing.oracle;

/** How the data look to code. */
public enum Shape {
    OLD,
    NEW
}
