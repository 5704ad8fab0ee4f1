package io.miaou.server;

import io.miaou.websocket.http.HttpRequest;
import java.util.Optional;

/**
 * Decides whether a client may begin a session; asked for handshakes alone, by polling or WebSocket, after all other checks.
 * Runs on a virtual thread and may block; the client waits for it.
 */
@FunctionalInterface
public interface AllowRequest {
    /**
     * Empty to let the client in; otherwise the message it gets, with 403 on polling and 400 on WebSocket as the official server
     * answers ({@code Forbidden} is its own word). What it throws is logged and refuses with {@code Forbidden}.
     */
    Optional<String> refusal(HttpRequest handshake) throws Exception;
}
