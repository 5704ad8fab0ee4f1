package io.miaou.websocket.internal;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.websocket.DeflatePolicy;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.http.HttpRequest;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A handshake that a mount decides on. The loop's thread only, but for what {@link MountHandshake} says. */
final class MountedHandshake extends Exchange implements MountHandshake {
    private final MountPoint point;
    private final HttpRequest request;
    private final Handshake.Answer answer;
    private final InetSocketAddress client;

    MountedHandshake(MountPoint point, HttpConnection connection, RequestHead head, Visitor visitor) {
        super(connection, head);
        this.point = point;
        this.request = new LiveRequest(head, visitor);
        this.client = visitor.client();
        this.answer = Handshake.answer(head, firstOffered(head), DeflatePolicy.OFF);
    }

    /** A list that is malformed does not matter: it is refused. */
    private static List<String> firstOffered(RequestHead head) {
        String list = head.headers().first("Sec-WebSocket-Protocol").orElse("");
        int end = list.indexOf(',');
        return List.of((end < 0 ? list : list.substring(0, end)).strip());
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public HttpRequest kept() {
        return KeptRequest.of(head, request);
    }

    @Override
    public Loop loop() {
        return connection.loop;
    }

    @Override
    public Handshake.Answer answer() {
        return answer;
    }

    @Override
    void start() {
        point.mount().onHandshake(this);
    }

    @Override
    public void refuse(int status, Headers headers, byte[] content) {
        connection.loop.execute(connection, () -> writeRefusal(status, headers, content));
    }

    private void writeRefusal(int status, Headers headers, byte[] content) {
        if (connection.isAt(this)) {
            point.settings().metrics().handshakeRefused(status);
            connection.out().writeRefusal(status, headers, content);
            connection.end();
        }
    }

    @Override
    public void accept(Loop home, Headers more, FrameHandler handler) {
        if (!(answer instanceof Handshake.Answer.Accept accept)) {
            throw new IllegalStateException("a handshake that RFC 6455 refuses cannot be accepted: refuse it");
        }
        FrameChannel.Birth birth =
                new FrameChannel.Birth(point.settings(), home, handler, client, join(accept.headers(), more));
        if (!connection.loop.execute(connection, () -> leaveFor(birth))) {
            birth.failed();
        }
    }

    private void leaveFor(FrameChannel.Birth birth) {
        if (!connection.isAt(this)) {
            birth.failed();
        } else if (connection.isShuttingDown()) {
            connection.sendAndEnd(head, 503, Headers.empty());
            birth.failed();
        } else if (birth.home().isCurrent() || WriteProgress.pendingBytes(connection.channel()) == 0) {
            Relocation.begin(connection, birth);
        } else {
            // Earlier answers: while they wait for the network, the write timeout and the shutdown must reach the
            // connection.
            connection
                    .channel()
                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(written -> connection.loop.execute(connection, () -> leaveDrained(birth)));
        }
    }

    private void leaveDrained(FrameChannel.Birth birth) {
        if (connection.isAt(this) && connection.channel().isActive()) {
            Relocation.begin(connection, birth);
        } else {
            birth.failed();
        }
    }

    private static Headers join(Headers first, Headers more) {
        Headers all = first;
        for (Headers.Header field : more) {
            all = all.with(field.name(), field.value());
        }
        return all;
    }

    // --- there is no body -----------------------------------------------------------------------------------------

    @Override
    boolean takesBody() {
        return false;
    }

    @Override
    void onContent(byte[] bytes) {
        throw new IllegalStateException("a handshake has no body");
    }

    @Override
    void onEnd() {
        throw new IllegalStateException("a handshake has no body");
    }

    @Override
    void cut(IOException reason) {
        // Who decides on it finds out then.
    }
}
