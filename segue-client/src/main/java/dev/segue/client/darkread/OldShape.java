package dev.segue.client.darkread;

/**
 * Half of one read.
 *
 * @param <T> the answer
 */
public final class OldShape<T> {

    private final DarkRead<T> read;
    private final ShapeReader<T> old;

    OldShape(DarkRead<T> read, ShapeReader<T> old) {
        this.read = read;
        this.old = old;
    }

    /** {@return the whole read} */
    public BothShapes<T> newShape(ShapeReader<T> fresh) {
        return new BothShapes<>(read, old, fresh);
    }
}
