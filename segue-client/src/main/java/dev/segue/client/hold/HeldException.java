package dev.segue.client.hold;

import java.sql.SQLTransientConnectionException;

/** The system is stopped, and this request could not wait for it: too many wait, or it took too long. Try again later. */
public final class HeldException extends SQLTransientConnectionException {

    private static final long serialVersionUID = 1L;

    HeldException(String reason) {
        super(reason, "08004");
    }
}
