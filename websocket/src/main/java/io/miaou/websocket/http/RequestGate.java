package io.miaou.websocket.http;

import java.util.Optional;

/**
 * Says who may enter: asked once for every request, plain or WebSocket, before anything else sees it, on a virtual thread.
 * One gate stands before both kinds, so that no check holds on one path and not on the other.
 */
@FunctionalInterface
public interface RequestGate {
    /** Empty lets the request pass; a response refuses it. An exception refuses it with 500. */
    Optional<HttpResponse> check(HttpRequest request) throws Exception;
}
