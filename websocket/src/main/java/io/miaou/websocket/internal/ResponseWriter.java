package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.http.ResponseHead;
import io.miaou.websocket.WebSocketMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts answers on the wire and knows how each is framed (RFC 9112 §6, §7); when, and what follows, is the connection's to
 * know. The loop's thread only.
 */
final class ResponseWriter {
    private static final byte[] CONTINUE = HttpHeadEncoder.encode(ResponseHead.of(100, Headers.empty()));
    private static final List<String> OURS = List.of("Content-Length", "Transfer-Encoding", "Connection", "Date");

    private final LoopHandler owner;
    private final Channel channel;
    private final WriteProgress progress;
    private final WebSocketMetrics metrics;

    ResponseWriter(LoopHandler owner, Channel channel, long writeTimeoutNanos, WebSocketMetrics metrics) {
        this.owner = owner;
        this.channel = channel;
        this.metrics = metrics;
        this.progress = new WriteProgress(channel, writeTimeoutNanos);
    }

    // --- framing --------------------------------------------------------------------------------------------------

    /** Whether content may follow the head of an answer (RFC 9110 §6.4.1). */
    static boolean allowsContent(RequestHead request, int status) {
        return !request.method().equals("HEAD") && !isBare(status);
    }

    /** Whether a status says by itself that there is no content, and so no length either (RFC 9110 §8.6). */
    private static boolean isBare(int status) {
        return status == 204 || status == 304;
    }

    /** Whether an answer is to say that its length is 0 although it need not: the official engine's preflights do, for old browsers. */
    private static boolean saysNoLength(Headers headers) {
        return headers.first("Content-Length").orElse("").equals("0");
    }

    /** Whether a streamed answer goes in chunks; to HTTP/1.0 it goes to the end of the connection (RFC 9112 §6.3). */
    static boolean isChunked(RequestHead request) {
        return request.minorVersion() == 1;
    }

    // --- answers --------------------------------------------------------------------------------------------------

    /** Lets a client go on that waits to be asked for its body. */
    void writeContinue() {
        progress.write(Unpooled.wrappedBuffer(CONTINUE));
        flush();
    }

    /** Writes an answer whose content is there. */
    void writeWhole(RequestHead request, int status, Headers headers, byte[] content, boolean keepAlive) {
        List<Headers.Header> fields = fieldsOf(headers);
        if (!isBare(status) || saysNoLength(headers)) {
            fields.add(new Headers.Header("Content-Length", Integer.toString(content.length)));
        }
        writeHead(status, fields, keepAlive);
        if (content.length > 0 && allowsContent(request, status)) {
            progress.write(channel.alloc().directBuffer(content.length).writeBytes(content));
        }
        flush();
    }

    /** Writes the head of an answer whose content follows, if it may have any. */
    void writeStreamHead(RequestHead request, int status, Headers headers, boolean keepAlive) {
        addStreamHead(request, status, headers, keepAlive);
        flush();
    }

    private void addStreamHead(RequestHead request, int status, Headers headers, boolean keepAlive) {
        List<Headers.Header> fields = fieldsOf(headers);
        if (isChunked(request) && !isBare(status)) {
            fields.add(new Headers.Header("Transfer-Encoding", "chunked"));
        }
        writeHead(status, fields, keepAlive);
    }

    /** Writes an answer whose content is there without its length. */
    void writeWholeAsStream(RequestHead request, int status, Headers headers, byte[] content, boolean keepAlive) {
        addStreamHead(request, status, headers, keepAlive);
        if (content.length > 0 && allowsContent(request, status)) {
            boolean chunked = isChunked(request);
            if (chunked) {
                progress.write(ascii(Integer.toHexString(content.length) + "\r\n"));
            }
            progress.write(Unpooled.wrappedBuffer(content));
            if (chunked) {
                progress.write(ascii("\r\n0\r\n\r\n"));
            }
        }
        flush();
    }

    /** The fields of the application, but for those that are ours to write. */
    private static List<Headers.Header> fieldsOf(Headers headers) {
        List<Headers.Header> fields = new ArrayList<>(headers.size() + 3);
        for (Headers.Header field : headers) {
            if (!isOurs(field.name())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static boolean isOurs(String name) {
        for (String ours : OURS) {
            if (ours.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private void writeHead(int status, List<Headers.Header> fields, boolean keepAlive) {
        fields.add(new Headers.Header("Date", HttpDate.now()));
        fields.add(new Headers.Header("Connection", keepAlive ? "keep-alive" : "close"));
        writeHead(status, Headers.of(fields));
    }

    private void writeHead(int status, Headers headers) {
        metrics.requestAnswered(status);
        progress.write(Unpooled.wrappedBuffer(HttpHeadEncoder.encode(ResponseHead.of(status, headers))));
    }

    /** Writes a piece of a streamed answer; the listener hears once the network has it, or that it is lost. */
    void writePiece(RequestHead request, ByteBuf piece, ChannelFutureListener listener) {
        if (isChunked(request)) {
            progress.write(ascii(Integer.toHexString(piece.readableBytes()) + "\r\n"));
            progress.write(piece);
            progress.write(ascii("\r\n"), listener);
        } else {
            progress.write(piece, listener);
        }
        flush();
    }

    /** Ends a streamed answer. */
    void writeStreamEnd(RequestHead request) {
        if (isChunked(request)) {
            progress.write(ascii("0\r\n\r\n"));
            flush();
        }
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes the last answer of a connection: its status in words; the request is null when it was not understood. */
    void writeRefusal(@Nullable RequestHead request, int status, Headers headers) {
        byte[] content = (ResponseHead.reasonOf(status) + "\n").getBytes(StandardCharsets.US_ASCII);
        // RFC 9110 §7.8: whoever sends Upgrade names it in Connection.
        String connection = headers.contains("Upgrade") ? "Upgrade, close" : "close";
        writeHead(
                status,
                headers.with("Content-Type", "text/plain; charset=utf-8")
                        .with("Content-Length", Integer.toString(content.length))
                        .with("Date", HttpDate.now())
                        .with("Connection", connection));
        if (request == null || allowsContent(request, status)) {
            progress.write(Unpooled.wrappedBuffer(content));
        }
        flush();
    }

    /** Writes the last answer of a connection with these fields as they are; two that nobody can do without are added. */
    void writeRefusal(int status, Headers headers, byte[] content) {
        Headers all = headers.contains("Connection") ? headers : headers.with("Connection", "close");
        boolean sized = all.contains("Content-Length");
        writeHead(status, sized ? all : all.with("Content-Length", Integer.toString(content.length)));
        progress.write(Unpooled.wrappedBuffer(content));
        flush();
    }

    /** Writes the answer behind which the connection speaks WebSocket. */
    void writeUpgrade(Headers headers) {
        writeHead(101, headers);
        flush();
    }

    // --- progress -------------------------------------------------------------------------------------------------

    private void flush() {
        channel.flush();
        progress.flushed(owner.loop.now());
        owner.loop.remind(owner, progress.deadline());
    }

    /** Whether another answer may be added to those that wait for the network. */
    boolean hasRoom() {
        return channel.isWritable();
    }

    /** When to ask {@link #isStalled} next. */
    long deadline() {
        return progress.deadline();
    }

    /** Whether the client has taken nothing for the write timeout though there was something to take. */
    boolean isStalled(long now) {
        return progress.isStalled(now);
    }
}
