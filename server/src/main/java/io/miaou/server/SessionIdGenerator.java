package io.miaou.server;

import io.miaou.websocket.http.HttpRequest;

/**
 * Makes the ids of sessions. Runs on a virtual thread and may block. Whoever knows an id can speak for its session, so it must not
 * be guessed; load balancers and cluster adapters expect 20 characters of {@code [A-Za-z0-9_-]}.
 */
@FunctionalInterface
public interface SessionIdGenerator {
    /**
     * A new id, which no session has: 1 to 64 characters of {@code [A-Za-z0-9_-]}. What it throws, and any other id, refuses the
     * client with 400, code 3.
     */
    String generate(HttpRequest handshake) throws Exception;
}
