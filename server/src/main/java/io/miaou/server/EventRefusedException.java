package io.miaou.server;

import org.jspecify.annotations.Nullable;

/** A middleware of a socket refused an event. */
public final class EventRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object data;

    /**
     * Says it.
     *
     * @param message the middleware's
     * @param data the middleware's; null for none
     */
    public EventRefusedException(String message, @Nullable Object data) {
        super(message);
        this.data = data;
    }

    /** What the middleware gave with it; null for nothing. */
    public @Nullable Object data() {
        return data;
    }
}
