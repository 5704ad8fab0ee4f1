package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpEvent;
import io.miaou.protocol.http.HttpLimits;
import io.miaou.protocol.http.RequestDecoder;
import io.miaou.websocket.WebSocketMetrics;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a connection has received and not looked at, and the decoder that looks at it. The loop's thread only. */
final class RequestReader {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final RequestDecoder decoder;
    private @Nullable ByteBuf unread;

    RequestReader(HttpLimits limits) {
        this.decoder = new RequestDecoder(limits);
    }

    /** Takes over what came from the network. */
    void receive(ByteBuf fresh, WebSocketMetrics metrics) {
        unread = Buffers.receive(unread, fresh, metrics);
    }

    /** The next event of the input. */
    HttpEvent next() {
        ByteBuf in = unread;
        if (in == null) {
            return decoder.next(NOTHING);
        }
        ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
        int start = bytes.position();
        HttpEvent event = decoder.next(bytes);
        in.skipBytes(bytes.position() - start);
        if (!in.isReadable()) {
            release();
        }
        return event;
    }

    /** Whether a request has begun and not ended. */
    boolean isInMessage() {
        return decoder.isInMessage();
    }

    /** Bytes that were not looked at. */
    int waiting() {
        return unread == null ? 0 : unread.readableBytes();
    }

    /** What was not looked at, or null; it is the caller's now. */
    @Nullable
    ByteBuf take() {
        ByteBuf behind = unread;
        unread = null;
        return behind;
    }

    /** Gives back what was not looked at. */
    void release() {
        unread = Buffers.release(unread);
    }
}
