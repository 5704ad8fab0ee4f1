package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.internal.FrameHandler;
import io.miaou.websocket.internal.FrameSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notes what a mounted WebSocket brings, in words, and does what a test wants done. */
final class FrameRecorder implements FrameHandler {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    volatile Consumer<FrameSocket> onOpen = socket -> {};
    volatile BiConsumer<FrameSocket, byte[]> onText =
            (socket, utf8) -> heard.add("text " + new String(utf8, StandardCharsets.UTF_8));
    volatile Consumer<FrameSocket> onWritten = socket -> {};
    private final CompletableFuture<FrameSocket> opened = new CompletableFuture<>();
    private @Nullable FrameSocket socket; // the loop's

    /** What was heard next. */
    String next() throws InterruptedException {
        return TestMount.next(heard);
    }

    /** The socket, once it is open. */
    FrameSocket socket() {
        return opened.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private FrameSocket here() {
        FrameSocket mine = socket;
        if (mine == null || !mine.loop().isCurrent()) {
            heard.add("on a wrong thread, or before it was open");
            throw new AssertionError("on a wrong thread, or before it was open");
        }
        return mine;
    }

    @Override
    public void onOpen(FrameSocket opening) {
        socket = opening;
        heard.add("open");
        onOpen.accept(here());
        opened.complete(opening);
    }

    @Override
    public void onText(byte[] utf8) {
        onText.accept(here(), utf8);
    }

    @Override
    public void onBinary(byte[] data) {
        here();
        heard.add("binary " + data.length);
    }

    @Override
    public void onClose(CloseStatus status) {
        heard.add("close " + status.code() + " " + status.reason());
    }

    @Override
    public void onWritten() {
        onWritten.accept(here());
    }
}
