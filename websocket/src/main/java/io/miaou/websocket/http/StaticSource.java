package io.miaou.websocket.http;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where static files come from. Used by many threads. */
interface StaticSource {
    /** How large a body may be to be held in memory whole, in bytes; larger ones are streamed. */
    int MAX_WHOLE = 8 << 20;

    /**
     * Looks for a file.
     *
     * @param names checked by {@link StaticPath}; at least one
     * @return null when there is none, or one that must not be shown
     */
    @Nullable
    Entry find(List<String> names) throws IOException;

    /**
     * A file that was found.
     *
     * @param tag its entity tag, quotes included (RFC 9110 §8.8.3)
     */
    record Entry(String tag, Opener opener) {}

    /** Gets at the content of a file; called only when it is asked for. */
    @FunctionalInterface
    interface Opener {
        HttpResponse.Body open() throws IOException;
    }
}
