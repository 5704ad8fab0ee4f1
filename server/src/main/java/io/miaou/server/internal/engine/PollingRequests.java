package io.miaou.server.internal.engine;

import io.miaou.protocol.engine.ServerSession;
import io.miaou.websocket.http.HttpRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP half of a session: the GET that waits and the body that is being heard. A session that began on WebSocket has none. The
 * session's loop only.
 */
final class PollingRequests {
    private final EngineMount mount;
    private final EngineConnection connection;
    private final ServerSession session;
    private @Nullable PlainVisit poll; // the GET that waits
    private @Nullable PostedBody post; // a body that is not heard to its end

    /** Those of a session that begins with this GET. */
    PollingRequests(EngineMount mount, EngineConnection connection, ServerSession session, PlainVisit handshake) {
        this.mount = mount;
        this.connection = connection;
        this.session = session;
        this.poll = handshake;
    }

    void onGet(PlainVisit visit) {
        if (poll != null) {
            session.poll(connection.loop().now()); // an overlap, which ends the session
            visit.respond(400);
        } else if (!isGone(visit)) {
            poll = visit;
            session.poll(connection.loop().now());
        }
    }

    /** The client left a GET. */
    void onGetCut(PlainVisit visit) {
        if (visit.equals(poll)) {
            poll = null;
            session.pollAborted();
        }
    }

    void onPost(PlainVisit visit) {
        if (!isGone(visit) && !session.postBegun()) {
            visit.respond(400); // an overlap, which has ended the session
        }
    }

    /** A POST whose content this version does not have. */
    void onInvalidContent(PlainVisit visit) {
        if (!isGone(visit)) {
            session.fail("invalid content");
            visit.respond(400);
        }
    }

    /** Refuses what came for a session that has ended or changed over while the request was handed to its loop. */
    private boolean isGone(PlainVisit visit) {
        if (session.isClosed()) {
            mount.refuse(visit, EngineError.UNKNOWN_SID, Map.of("sid", connection.sid()));
            return true;
        }
        if (session.isOnWebSocket()) {
            mount.refuseMismatch(visit, "websocket");
            return true;
        }
        return false;
    }

    void onBody(PostedBody body, byte[] bytes) {
        post = body;
        body.unheard = bytes;
        hearBody();
    }

    /** Hears a slice of the body, unless the layer above wants a pause; the client waits for its answer meanwhile. */
    void hearBody() {
        PostedBody body = post;
        if (body == null || (connection.isPaused() && !session.isClosed())) {
            return;
        }
        byte[] whole = body.unheard;
        body.unheard = null;
        boolean done = whole == null
                ? session.continuePost(connection.loop().now())
                : session.post(
                        whole,
                        mount.options().maxPacketsPerPayload(),
                        connection.loop().now());
        if (done) {
            post = null;
            body.visit.ok();
        } else {
            hearBodyLater();
        }
    }

    /** Behind what else waits on the loop. */
    void hearBodyLater() {
        if (post != null) {
            connection.loop().enqueue(() -> connection.run(this::hearBody));
        }
    }

    /** The POST whose body is being heard. */
    @Nullable
    HttpRequest carrier() {
        return post == null ? null : post.visit.request;
    }

    void answerPoll(byte[] body, boolean mayCompress) {
        PlainVisit waiting = poll;
        poll = null;
        if (waiting != null) {
            waiting.answerPoll(body, mayCompress);
        }
    }
}
