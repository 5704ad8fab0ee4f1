package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseStatus;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A handler that writes down what it hears, for a test to wait for. Safe for use by many threads. */
class Recorder implements WebSocketHandler {
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Something heard, and where. */
    record Event(String what, @Nullable WebSocket socket, Thread thread) {}

    @Override
    public void onOpen(WebSocket socket) throws Exception {
        heard("open", socket);
    }

    @Override
    public void onText(WebSocket socket, String text) throws Exception {
        heard("text " + text, socket);
    }

    @Override
    public void onBinary(WebSocket socket, byte[] data) throws Exception {
        heard("binary " + data.length, socket);
    }

    @Override
    public void onPong(WebSocket socket, byte[] data) throws Exception {
        heard("pong " + data.length, socket);
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) throws Exception {
        heard("close " + status.code() + (status.reason().isEmpty() ? "" : " " + status.reason()), socket);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        heard("error " + error.getMessage(), socket);
    }

    /** Writes an event down. */
    final void heard(String what, @Nullable WebSocket socket) {
        events.add(new Event(what, socket, Thread.currentThread()));
    }

    /** The next event; waits for it. */
    final Event nextEvent() throws InterruptedException {
        Event event = events.poll(10, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("in vain waited for the handler to hear something");
        }
        return event;
    }

    /** What is heard next. */
    final String next() throws InterruptedException {
        return nextEvent().what();
    }

    /** The connection that was opened, if that is heard next. */
    final WebSocket nextOpen() throws InterruptedException {
        Event event = nextEvent();
        if (!event.what().equals("open") || event.socket() == null) {
            throw new AssertionError("onOpen was due, there came " + event);
        }
        return event.socket();
    }

    /** Whether nothing more was heard so far. */
    final boolean isSilent() {
        return events.isEmpty();
    }
}
