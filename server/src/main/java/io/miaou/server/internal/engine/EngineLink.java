package io.miaou.server.internal.engine;

import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An Engine.IO session as the layer above sees it; everything on its loop, but what says otherwise. */
public interface EngineLink {
    /** The session's id. Any thread. */
    String sid();

    /** Where the session lives, for its whole life. Any thread. */
    Loop loop();

    /** The request that opened the session, kept small. Any thread. */
    HttpRequest request();

    /** What carries the session now: {@code polling} or {@code websocket}. Any thread. */
    String transport();

    /** The version of Engine.IO: 4. Any thread. */
    int protocol();

    /** Whether it takes messages: neither closing nor closed. */
    boolean isOpen();

    /** Whether a packet would leave at once. */
    boolean isWritable();

    /**
     * Sends a packet; a session whose queue has no room for it ends ({@code transport error}, "slow client").
     *
     * @param isVolatile whether to drop it when it would have to wait
     */
    void send(Part part, boolean isVolatile);

    /** Sends a packet and its attachments; a volatile one is dropped or sent as a whole. */
    void send(List<Part> parts, boolean isVolatile);

    /** Closes: what waits goes out first, unless it is to be discarded. */
    void close(boolean discard);

    /** Stops reading what the client sends, so that its own side holds it back, or goes on. */
    void pauseReading(boolean paused);

    /** What waits for the client, in bytes. */
    long bufferedBytes();

    /** How many packets wait for the client. */
    int bufferedPackets();

    /** While a message is heard that came by POST: that request. Null otherwise. */
    @Nullable
    HttpRequest carrier();
}
