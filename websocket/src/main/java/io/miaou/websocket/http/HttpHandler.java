package io.miaou.websocket.http;

/** Answers the plain HTTP requests of a server, one call each, on a virtual thread: it may block. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers a request. An exception becomes 500 and one line in the log; {@link BodyTooLargeException} becomes 413.
     */
    HttpResponse handle(HttpRequest request) throws Exception;
}
