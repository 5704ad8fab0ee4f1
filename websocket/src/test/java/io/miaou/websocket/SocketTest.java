package io.miaou.websocket;

import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * A test of WebSockets over real sockets, in virtual time. When its clients are gone nothing of them may be left in the
 * server: no connection, no deadline, no byte of an unfinished message, no handler that has not heard the end.
 */
abstract class SocketTest extends ServerTest {
    /** A server with one endpoint at "/". */
    WebSocketServer serve(WebSocketHandler handler) throws IOException {
        return serve(handler, UnaryOperator.identity());
    }

    /** A server with one endpoint at "/", and more. */
    WebSocketServer serve(WebSocketHandler handler, UnaryOperator<ServerOptions.Builder> more) throws IOException {
        return watched(start(builder -> more.apply(builder.endpoint("/", handler))));
    }

    /** A server with one endpoint at "/" that is called on the event loop, and more. */
    WebSocketServer serveInline(WebSocketHandler handler, UnaryOperator<ServerOptions.Builder> more)
            throws IOException {
        return watched(start(builder -> more.apply(builder.endpoint("/", handler, Endpoint.Builder::inline))));
    }

    private WebSocketServer watched(WebSocketServer server) {
        closing(() -> expectEmpty(server)); // comes after the clients' end and before the server's
        return server;
    }

    /** Waits until nothing is left of the server's connections. */
    static void expectEmpty(WebSocketServer server) throws Exception {
        await("the end of all connections", () -> server.connections() == 0);
        await("handlers that have heard the end", () -> Inside.handlers(server.runtime) == 0);
        await("empty registries", () -> Inside.registered(server.runtime) == 0);
        await("no deadlines", () -> Inside.deadlines(server.runtime) == 0);
        await("the inbound budget", () -> Inside.budgetTaken(server.runtime) == 0);
    }

    /** A client at "/" that the server has settled to serve. */
    WebSocketTestClient client(WebSocketServer server) throws IOException {
        return client(server, 0);
    }

    /** The same with a receive buffer of that size. */
    WebSocketTestClient client(WebSocketServer server, int receiveBuffer) throws IOException {
        return closing(WebSocketTestClient.open(server.port(), "/", receiveBuffer))
                .settle();
    }

    /**
     * Sends to a client that does not read until more than that many bytes wait in the server; returns how many messages it
     * took.
     */
    static int fill(WebSocketServer server, WebSocket socket, int messageSize, long waiting) {
        byte[] message = new byte[messageSize];
        int count = 0;
        while (socket.bufferedBytes() <= waiting) {
            if (!socket.send(message)) {
                throw new AssertionError("after " + count + " messages and with " + socket.bufferedBytes()
                        + " bytes waiting the queue takes no more");
            }
            count++;
            Inside.turn(server.runtime); // written
            Inside.turn(server.runtime); // and flushed
        }
        return count;
    }
}
