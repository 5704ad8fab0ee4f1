package io.miaou.websocket.internal;

import static java.util.Objects.requireNonNull;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A plain request that a mount serves. One without a body is shown to the mount when its end was seen, so that an answer given
 * at once may leave the connection open. The loop's thread only, but for what {@link MountExchange} says.
 */
final class MountedRequest extends Exchange implements MountExchange {
    private static final byte[] NOTHING = new byte[0];

    private final MountPoint point;
    private final HttpRequest request;
    private final long announced; // bytes of the body, -1 when it comes in chunks
    private @Nullable BodyListener listener; // while the body is waited for
    private int maxBytes;
    private byte[] body = NOTHING;
    private int size;
    private int reserved; // of the inbound budget
    private @Nullable Runnable whenCut;
    private boolean tooLarge;
    private boolean left; // the client is gone, or at least silent for good

    MountedRequest(MountPoint point, HttpConnection connection, RequestHead head, Visitor visitor) {
        super(connection, head);
        this.point = point;
        this.request = new LiveRequest(head, visitor);
        this.announced = head.headers().contains("Transfer-Encoding")
                ? -1
                : head.headers().first("Content-Length").map(Long::parseLong).orElse(0L);
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
    void start() {
        if (announced != 0) {
            point.mount().onRequest(this);
        }
    }

    // --- the body -------------------------------------------------------------------------------------------------

    @Override
    public void readBody(int limit, BodyListener hearer) {
        if (bodyEnded) {
            hearer.whole(NOTHING);
        } else if (left || !connection.isAt(this)) {
            hearer.cut();
        } else if (announced > limit) {
            tooLarge = true;
            hearer.tooLarge();
        } else {
            maxBytes = limit;
            listener = hearer;
            reply.sendContinue();
            patience(connection.server().options().timeouts().requestTimeout());
            connection.pump();
        }
    }

    @Override
    boolean takesBody() {
        return !bodyEnded && !tooLarge && (announced == 0 || listener != null);
    }

    @Override
    void onContent(byte[] bytes) {
        if (size + (long) bytes.length > maxBytes) {
            tooLarge = true;
            connection.patience().end(); // what is left of it is not waited for
            drop();
            takeListener().tooLarge();
        } else if (bytes.length == announced) {
            body = bytes;
            size = bytes.length;
        } else if (reserve(bytes.length)) {
            append(bytes);
        }
    }

    /** Unfinished bodies are paid for: many clients may announce much and send most of it. */
    private boolean reserve(int count) {
        if (point.settings().inboundBudget().tryReserve(count)) {
            reserved += count;
            return true;
        }
        connection.server().settings().metrics().limitHit("inboundBudget");
        connection
                .server()
                .peerFault("inbound budget", connection.visitor(), "the budget for unfinished bodies is spent");
        connection.giveUp(503, new IOException("the budget for unfinished bodies is spent"));
        return false;
    }

    private void patience(Duration patience) {
        connection.patience().give(patience, connection.loop.now());
    }

    private void append(byte[] bytes) {
        if (size + bytes.length > body.length) {
            int most = announced < 0 ? maxBytes : (int) announced;
            body = Arrays.copyOf(body, Math.min(most, Math.max(size + bytes.length, 2 * body.length)));
        }
        System.arraycopy(bytes, 0, body, size, bytes.length);
        size += bytes.length;
    }

    @Override
    void onEnd() {
        bodyEnded = true;
        if (announced == 0) {
            point.mount().onRequest(this);
            return;
        }
        byte[] whole = size == body.length ? body : Arrays.copyOf(body, size);
        drop();
        takeListener().whole(whole);
    }

    private BodyListener takeListener() {
        BodyListener hearer = requireNonNull(listener);
        listener = null;
        return hearer;
    }

    private void drop() {
        body = NOTHING;
        point.settings().inboundBudget().release(reserved);
        reserved = 0;
    }

    // --- the end --------------------------------------------------------------------------------------------------

    @Override
    public void onCut(Runnable action) {
        if (left) {
            action.run();
        } else {
            whenCut = action;
        }
    }

    /** Nobody who still waits for an answer closes its direction, but it might: an answer that comes soon is sent. */
    @Override
    void onInputEnded() {
        if (!left && bodyEnded) {
            patience(connection.server().options().timeouts().closeTimeout());
            leave();
        }
    }

    @Override
    void cut(IOException reason) {
        drop();
        if (listener != null) {
            takeListener().cut();
        }
        leave();
    }

    private void leave() {
        left = true;
        Runnable action = whenCut;
        whenCut = null;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void answer(int status, Headers headers, byte[] content) {
        connection.loop.execute(connection, () -> {
            wantsNoMore();
            reply.send(status, headers, content);
        });
    }

    @Override
    public void answerCoded(int status, Headers headers, ContentCoding coding, byte[] content) {
        byte[] coded = coding.encode(content);
        Headers all = headers.with("Content-Encoding", coding.wire());
        connection.loop.execute(connection, () -> {
            wantsNoMore();
            reply.sendStreamed(status, all, coded);
        });
    }

    /** It is answered, perhaps before its body was whole. */
    private void wantsNoMore() {
        drop();
        listener = null;
    }
}
