package io.miaou.server.internal.engine;

import io.miaou.websocket.internal.BodyListener;
import org.jspecify.annotations.Nullable;

/** A POST of a session: its body is read on the loop of the request, and heard on that of the session. */
final class PostedBody implements BodyListener {
    private final EngineConnection connection;
    final PlainVisit visit;
    byte @Nullable [] unheard; // the session's loop: the whole body, while the session reads nothing

    PostedBody(EngineConnection connection, PlainVisit visit) {
        this.connection = connection;
        this.visit = visit;
    }

    @Override
    public void whole(byte[] body) {
        connection.runPolling(requests -> requests.onBody(this, body));
    }

    @Override
    public void tooLarge() {
        visit.respond(413);
        connection.run(connection.session()::postRefused);
    }

    @Override
    public void cut() {
        connection.run(connection.session()::postAborted);
    }
}
