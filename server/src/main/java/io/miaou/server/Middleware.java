package io.miaou.server;

/**
 * Decides whether a client may enter a namespace. Runs on a virtual thread and may block; the client waits for it, at most for
 * {@code middlewareTimeout}. A refusal reaches the client as {@code connect_error} with the message and the data, and what a
 * middleware throws as one with its message.
 */
@FunctionalInterface
public interface Middleware {
    /** A client wants in. Its socket can join rooms and hold data already, but nothing can be sent to it. */
    void handle(Socket socket, Next next) throws Exception;
}
