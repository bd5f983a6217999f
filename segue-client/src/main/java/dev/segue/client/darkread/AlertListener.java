package dev.segue.client.darkread;

/**
 * Is told of alerts, one after the other, on a thread of Segue's. What it throws is logged and changes nothing; while it
 * takes its time further alerts wait, at most 64.
 */
@FunctionalInterface
public interface AlertListener {

    void raised(Alert alert);
}
