package io.miaou.server;

import org.jspecify.annotations.Nullable;

/** How a middleware says what happens next. Any thread, also after the middleware has returned; only the first call counts. */
public interface Next {
    /** Lets it pass, to the next middleware or to its goal. */
    void accept();

    /** Refuses it; what the message is for is said where the middleware is given. */
    default void refuse(String message) {
        refuse(message, null);
    }

    /** The same with data for the client, any value that JSON can express; null for none. */
    void refuse(String message, @Nullable Object data);
}
