package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketMetrics;
import java.nio.charset.StandardCharsets;

/** Something a handler is to hear. */
sealed interface Delivery extends Mailbox.Letter {
    /** The connection is open. */
    record Open() implements Delivery {}

    /** A text message, still as bytes: decoded where it is heard. */
    record Text(byte[] utf8) implements Delivery {}

    /** A binary message. */
    record Binary(byte[] data) implements Delivery {}

    /** A pong. */
    record Pong(byte[] data) implements Delivery {}

    /** The connection is over, or will be once this was heard. */
    record Close(CloseStatus status) implements Delivery {}

    @Override
    default int weight() {
        return switch (this) {
            case Open open -> 0;
            case Text text -> text.utf8.length;
            case Binary binary -> binary.data.length;
            case Pong pong -> pong.data.length;
            case Close close -> 0;
        };
    }

    /** Lets the handler hear it; what the handler throws it hears as an error, and what that throws is logged. */
    default void tell(WebSocketHandler handler, WebSocket socket, WebSocketMetrics metrics) {
        boolean measured = metrics != NoMetrics.INSTANCE; // else the clock is not asked
        long start = measured ? System.nanoTime() : 0;
        try {
            count(metrics);
            tell(handler, socket);
        } catch (Throwable error) {
            metrics.handlerFailed();
            tellError(handler, socket, error);
        }
        if (measured) {
            metrics.handlerCalled(System.nanoTime() - start);
        }
    }

    private void count(WebSocketMetrics metrics) {
        switch (this) {
            case Open open -> metrics.handshakeAccepted();
            case Text text -> metrics.messageReceived(text.utf8.length);
            case Binary binary -> metrics.messageReceived(binary.data.length);
            case Pong pong -> {}
            case Close close -> metrics.closed(close.status.code());
        }
    }

    private void tell(WebSocketHandler handler, WebSocket socket) throws Exception {
        switch (this) {
            case Open open -> handler.onOpen(socket);
            case Text text -> handler.onText(socket, new String(text.utf8, StandardCharsets.UTF_8));
            case Binary binary -> handler.onBinary(socket, binary.data);
            case Pong pong -> handler.onPong(socket, pong.data);
            case Close close -> handler.onClose(socket, close.status);
        }
    }

    private static void tellError(WebSocketHandler handler, WebSocket socket, Throwable error) {
        try {
            handler.onError(socket, error);
        } catch (Throwable second) {
            RateLimitedLog.LOG.error("onError of connection " + socket.id() + " failed", second);
        }
    }
}
