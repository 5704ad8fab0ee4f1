package io.miaou.server;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpRequest;

/** Adds header fields to the answers of the engine, 101 among them. Runs on a virtual thread, before the request is checked. */
@FunctionalInterface
public interface ResponseHeaders {
    /**
     * The fields for the answer to a request.
     *
     * @param initial whether the request begins a session
     */
    Headers headersFor(HttpRequest request, boolean initial);
}
