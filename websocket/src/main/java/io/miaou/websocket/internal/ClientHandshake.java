package io.miaou.websocket.internal;

import io.miaou.protocol.http.HttpEvent;
import io.miaou.protocol.http.HttpHeadEncoder;
import io.miaou.protocol.http.HttpLimits;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.http.ResponseDecoder;
import io.miaou.protocol.http.ResponseHead;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.ClientLimits;
import io.miaou.websocket.ConnectionFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection until the server has answered the handshake: sends the request, reads one answer and not a byte more
 * (RFC 6455 §4.1). What comes behind a 101 is the WebSocket's.
 *
 * <p>Whatever the server sends, what is kept of it is bounded: the head by {@link ClientLimits#handshake}, the body of a refusal
 * by {@link ClientLimits#maxRefusalBody}, answers of 1xx by {@link ClientLimits#maxInterimAnswers}; and the attempt's deadline
 * ends the waiting. The loop's thread only.
 */
final class ClientHandshake extends LoopHandler {
    private final ClientAttempt attempt;
    private final Channel channel;
    private final RequestHead request;
    private final ClientLimits limits;
    private final ResponseDecoder decoder;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private @Nullable ResponseHead refusal;
    private int interim;
    private boolean decided;

    ClientHandshake(ClientAttempt attempt, Loop loop, Channel channel, RequestHead request, ClientLimits limits) {
        super(loop);
        this.attempt = attempt;
        this.channel = channel;
        this.request = request;
        this.limits = limits;
        this.decoder = new ResponseDecoder(withAnyBody(limits.handshake()));
    }

    /** A body is never read to its end, so how long it says it is does not matter: a refusal stays a refusal. */
    private static HttpLimits withAnyBody(HttpLimits head) {
        return new HttpLimits(
                head.maxStartLine(), head.maxHeader(), head.maxHeadersSize(), head.maxHeaderCount(), Long.MAX_VALUE);
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin();
    }

    /** Sends the request; TLS, if it comes first, keeps it until it is agreed on. */
    void begin() {
        attempt.asked(this);
        channel.writeAndFlush(Unpooled.wrappedBuffer(HttpHeadEncoder.encode(request)));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), in.readableBytes());
            int start = bytes.position();
            Handshake.Outcome.Open open = read(bytes);
            in.skipBytes(bytes.position() - start);
            if (open != null) {
                decided = true;
                attempt.opened(this, request, open, in.isReadable() ? in.retain() : null);
            }
        } finally {
            in.release();
        }
    }

    /** Reads on; the connection is open if that says so. */
    private Handshake.Outcome.@Nullable Open read(ByteBuffer bytes) {
        while (!decided) {
            switch (decoder.next(bytes)) {
                case HttpEvent.NeedInput more -> {
                    return null;
                }
                case HttpEvent.Response response -> {
                    Handshake.Outcome.Open open = onHead(response.head());
                    if (open != null) {
                        return open;
                    }
                }
                case HttpEvent.Content content -> keep(content.bytes());
                case HttpEvent.End end -> {
                    if (refusal != null) {
                        refuse(refusal);
                    }
                }
                case HttpEvent.Problem problem ->
                    invalid(problem.detail() + (problem.limit().isEmpty() ? "" : ", limit " + problem.limit()));
                case HttpEvent.Request impossible -> throw new IllegalStateException("a request among answers");
            }
        }
        return null;
    }

    private Handshake.Outcome.@Nullable Open onHead(ResponseHead head) {
        if (head.status() == 101) {
            switch (Handshake.outcome(request, head)) {
                case Handshake.Outcome.Open open -> {
                    return open;
                }
                case Handshake.Outcome.Failed failed -> invalid(failed.detail());
            }
        } else if (head.status() >= 200) {
            onFinal(head);
        } else if (++interim > limits.maxInterimAnswers()) {
            invalid("more than " + limits.maxInterimAnswers() + " interim answers");
        }
        return null;
    }

    private void onFinal(ResponseHead head) {
        Redirect redirect =
                attempt.mayFollow() ? Redirect.of(head, attempt.server()).orElse(null) : null;
        switch (redirect) {
            case null -> refusal = head; // its body is to come
            case Redirect.Refused refused -> invalid(refused.why());
            case Redirect.To to -> {
                decided = true;
                channel.close();
                attempt.redirected(to.server());
            }
        }
    }

    private void keep(byte[] content) {
        body.write(content, 0, Math.min(content.length, limits.maxRefusalBody() - body.size()));
        if (body.size() == limits.maxRefusalBody() && refusal != null) {
            refuse(refusal);
        }
    }

    /** The refusal, if the head of one has come; its body as far as it has. */
    @Nullable
    ConnectionFailure refusalSoFar() {
        return refusal == null ? null : refused(refusal);
    }

    private ConnectionFailure refused(ResponseHead head) {
        return new ConnectionFailure.HandshakeRefused(
                attempt.cannot("the server answered " + head.status() + " instead of 101"),
                head.status(),
                head.headers(),
                body.toString(StandardCharsets.UTF_8));
    }

    private void refuse(ResponseHead head) {
        end(refused(head));
    }

    private void invalid(String detail) {
        end(new ConnectionFailure.HandshakeInvalid(attempt.cannot(detail)));
    }

    private void end(ConnectionFailure why) {
        if (!decided) {
            decided = true;
            channel.close();
            attempt.failed(why);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (isEndOfInput(event)) {
            inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        inputEnded();
    }

    private void inputEnded() {
        if (refusal != null) {
            refuse(refusal);
        } else {
            end(new ConnectionFailure.Unreachable(
                    attempt.cannot("the connection ended before the handshake was answered"), null));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable error) {
        logEnd("the handshake with " + attempt.server(), error);
        Throwable cause = error instanceof DecoderException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof SSLException) {
            boolean untrusted = isUntrusted(cause);
            String why = (untrusted ? "its certificate is not trusted: " : "TLS failed: ")
                    + HttpSyntax.quote(String.valueOf(cause.getMessage()));
            end(new ConnectionFailure.TlsFailed(attempt.cannot(why), untrusted, cause));
        } else {
            end(new ConnectionFailure.Unreachable(attempt.cannot(String.valueOf(error.getMessage())), error));
        }
    }

    /** TLS ends for a reason that is no exception; once the handshake is done, it says so in the log. */
    void tlsFault(String kind, String detail) {
        if (decided) {
            RateLimitedLog.LOG.peer(kind, attempt.server() + ": " + detail);
        } else if (kind.equals("not TLS")) {
            end(new ConnectionFailure.TlsFailed(
                    attempt.cannot("what it says is not TLS: is wss right on this port?"), false, null));
        }
    }

    private static boolean isUntrusted(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /** What the attempt still waits for. */
    String whatIsMissing() {
        TlsHandler tls = channel.pipeline().get(TlsHandler.class);
        return tls != null && !tls.isEstablished() ? "TLS is not agreed on" : "the handshake is not answered";
    }

    @Override
    void onDue(long now) {
        // The attempt keeps the time.
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
