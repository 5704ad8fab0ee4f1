package io.miaou.server.engine;

import io.miaou.protocol.engine.CloseReason;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sends back what it hears, and tells the test what happens. */
class Echo implements EngineHandler {
    final LinkedBlockingQueue<EngineSocket> opened = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> upgraded = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(EngineSocket socket) {
        opened.add(socket);
    }

    @Override
    public void onText(EngineSocket socket, String text) throws Exception {
        socket.send(text);
    }

    @Override
    public void onBinary(EngineSocket socket, byte[] data) {
        socket.send(data);
    }

    @Override
    public void onUpgrade(EngineSocket socket) {
        upgraded.add(socket.transport());
    }

    @Override
    public void onClose(EngineSocket socket, CloseReason reason, String description) {
        closed.add(reason.wire() + (description.isEmpty() ? "" : ", " + description));
    }

    EngineSocket nextOpened() throws InterruptedException {
        return taken(opened);
    }

    String nextClosed() throws InterruptedException {
        return taken(closed);
    }

    static <T> T taken(LinkedBlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return next;
    }
}
