package io.miaou.bench.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionDecoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.util.Map;

/**
 * Netty's permessage-deflate, by the methods that its handlers have for messages; the next handler releases what comes out.
 * The compressor is the JDK's, as ours.
 */
final class NettyDeflate {
    static final int LEVEL = 6;

    private final EmbeddedChannel channel;
    private final WebSocketExtensionEncoder encoder;
    private final WebSocketExtensionDecoder decoder;
    private final ChannelHandlerContext encoderContext;
    private final ChannelHandlerContext decoderContext;
    private int lastSize;

    NettyDeflate(boolean context) {
        WebSocketServerExtension extension = new PerMessageDeflateServerExtensionHandshaker(
                        LEVEL, false, 15, true, !context, 1_000_000)
                .handshakeExtension(new WebSocketExtensionData(
                        "permessage-deflate", context ? Map.of() : Map.of("server_no_context_takeover", "")));
        encoder = extension.newExtensionEncoder();
        decoder = extension.newExtensionDecoder();
        channel = new EmbeddedChannel(new Network(), encoder, decoder, new Application());
        encoderContext = channel.pipeline().context(encoder);
        decoderContext = channel.pipeline().context(decoder);
    }

    /** Compresses a message; how many bytes it has then. */
    int compress(byte[] message) throws Exception {
        encoder.write(
                encoderContext,
                new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)),
                encoderContext.voidPromise());
        return lastSize;
    }

    /** Inflates a message and releases it; how many bytes it had. */
    int inflate(WebSocketFrame compressed) throws Exception {
        decoder.channelRead(decoderContext, compressed);
        return lastSize;
    }

    /** Frees zlib's memory. */
    void close() {
        channel.finishAndReleaseAll();
    }

    private void release(Object message) {
        ByteBuf content = ((WebSocketFrame) message).content();
        lastSize = content.readableBytes();
        content.release();
    }

    private final class Network extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            release(message);
        }
    }

    private final class Application extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            release(message);
        }
    }
}
