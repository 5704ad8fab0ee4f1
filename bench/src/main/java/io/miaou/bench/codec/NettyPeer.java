package io.miaou.bench.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameMaskGenerator;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * Netty's codec, called as directly as it can be: decode and encode themselves, without the pipeline, the accumulation and
 * the promises around them. Only the validator is called by the handler's method that it has for it, and what it lets
 * through is released by the next handler.
 */
final class NettyPeer {
    private final Decoder decoder = new Decoder();
    private final Encoder encoder;
    private final Utf8FrameValidator validator = new Utf8FrameValidator(false);
    private final ChannelHandlerContext context;
    private final ChannelHandlerContext validatorContext;
    private final List<Object> out = new ArrayList<>(4);

    /**
     * A peer.
     *
     * @param masked whether its encoder is a client's
     */
    NettyPeer(boolean masked) {
        encoder = masked ? new Encoder(() -> Payloads.KEY) : new Encoder();
        EmbeddedChannel channel = new EmbeddedChannel(decoder, validator, new Sink());
        context = channel.pipeline().context(decoder);
        validatorContext = channel.pipeline().context(validator);
    }

    /** One frame, read from the buffer's beginning; the caller's to release. */
    WebSocketFrame decode(ByteBuf in) throws Exception {
        in.readerIndex(0);
        decoder.decodeOne(context, in, out);
        WebSocketFrame frame = (WebSocketFrame) out.get(0);
        out.clear();
        return frame;
    }

    /** Checks a frame's text and releases it. */
    void validate(WebSocketFrame frame) throws Exception {
        validator.channelRead(validatorContext, frame);
    }

    /** What one frame becomes: one buffer, or its header and its payload. To be released and cleared by {@link #release}. */
    List<Object> encode(WebSocketFrame frame) throws Exception {
        encoder.encodeOne(context, frame, out);
        frame.release();
        return out;
    }

    /** Releases what was encoded; its size. */
    int release() {
        int size = 0;
        for (int i = 0; i < out.size(); i++) {
            ByteBuf buffer = (ByteBuf) out.get(i);
            size += buffer.readableBytes();
            buffer.release();
        }
        out.clear();
        return size;
    }

    private static final class Decoder extends WebSocket13FrameDecoder {
        Decoder() {
            super(WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(true)
                    .allowExtensions(true)
                    .maxFramePayloadLength(1_000_000)
                    .build());
        }

        void decodeOne(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            decode(ctx, in, out);
        }
    }

    private static final class Encoder extends WebSocket13FrameEncoder {
        Encoder() {
            super(false);
        }

        Encoder(WebSocketFrameMaskGenerator keys) {
            super(keys);
        }

        void encodeOne(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) throws Exception {
            encode(ctx, frame, out);
        }
    }

    private static final class Sink extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
