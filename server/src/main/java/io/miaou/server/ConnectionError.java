package io.miaou.server;

import io.miaou.websocket.http.HttpRequest;
import java.util.Map;

/**
 * A request that the engine refused, as the official server's event {@code connection_error} tells it.
 *
 * @param request what was refused
 * @param code 0 transport unknown, 1 session id unknown, 2 bad handshake method, 3 bad request, 4 forbidden, 5 unsupported
 *     protocol version
 * @param message what the client was told
 * @param context what it was about, such as {@code sid} or {@code name}
 */
public record ConnectionError(HttpRequest request, int code, String message, Map<String, String> context) {
    /** Copies the context. */
    public ConnectionError {
        context = Map.copyOf(context);
    }
}
