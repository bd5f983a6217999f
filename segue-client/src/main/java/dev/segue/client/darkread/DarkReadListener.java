package dev.segue.client.darkread;

/** Is told of confirmed mismatches, on a thread of Segue's; what it throws is logged and changes nothing. */
@FunctionalInterface
public interface DarkReadListener {

    /** Both shapes gave different answers, twice. */
    void mismatch(Mismatch mismatch);
}
