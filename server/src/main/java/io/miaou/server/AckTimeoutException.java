package io.miaou.server;

import java.time.Duration;

/** The peer did not acknowledge an event in time. */
public final class AckTimeoutException extends MiaouException {
    private static final long serialVersionUID = 1L;

    /**
     * Says it.
     *
     * @param event its name
     * @param timeout how long was waited
     */
    public AckTimeoutException(String event, Duration timeout) {
        super("no acknowledgement of \"" + event + "\" within " + timeout.toMillis()
                + " ms: the handler there never answered, or was too slow");
    }
}
