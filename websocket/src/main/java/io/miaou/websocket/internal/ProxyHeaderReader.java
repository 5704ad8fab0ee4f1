package io.miaou.websocket.internal;

import io.miaou.protocol.proxy.ProxyHeader;
import io.miaou.protocol.proxy.ProxyHeaderDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A connection of a trusted proxy before its first request: the proxy says in a header of the PROXY protocol whom it speaks
 * for. The header must come, whole, within the time for a handshake; otherwise the connection ends without an answer, for
 * nobody knows to whom, nor in which protocol. The loop's thread only.
 */
final class ProxyHeaderReader extends LoopHandler {
    private final Reception reception;
    private final Channel channel;
    private final Visitor visitor;
    private final ProxyHeaderDecoder decoder = new ProxyHeaderDecoder();
    private final long deadline;

    ProxyHeaderReader(Reception reception, Loop loop, Channel channel, Visitor visitor, Duration patience) {
        super(loop);
        this.reception = reception;
        this.channel = channel;
        this.visitor = visitor;
        this.deadline = loop.now() + patience.toNanos();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        loop.remind(this, deadline);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
        int start = bytes.position();
        ProxyHeader header = decoder.next(bytes);
        in.skipBytes(bytes.position() - start);
        switch (header) {
            case ProxyHeader.NeedInput needInput -> in.release();
            case ProxyHeader.Client client -> {
                visitor.speaksFor(client.address());
                goOn(in);
            }
            case ProxyHeader.NoClient noClient -> {
                visitor.speaksForNobody();
                goOn(in);
            }
            case ProxyHeader.Problem problem -> {
                in.release();
                giveUp(problem.detail());
            }
        }
    }

    /** What stands behind the header is the client's, and passes whatever handlers come now, from the first. */
    private void goOn(ByteBuf behind) {
        channel.pipeline().remove(this);
        boolean received = reception.enter(channel, loop, visitor);
        if (received) {
            channel.pipeline().fireChannelActive();
        }
        if (received && behind.isReadable()) {
            channel.pipeline().fireChannelRead(behind);
        } else {
            behind.release();
        }
    }

    private void giveUp(String detail) {
        reception.reportNoHeader(visitor, detail);
        channel.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            channel.close(); // a look whether the port is open: nothing to report
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        logEnd("a connection from " + visitor, error);
        channel.close();
    }

    @Override
    void onDue(long now) {
        if (now >= deadline) {
            giveUp("no PROXY header in time");
        } else {
            loop.remind(this, deadline);
        }
    }

    @Override
    void shutDown() {
        channel.close();
    }

    @Override
    public void breakOff() {
        channel.close();
    }
}
