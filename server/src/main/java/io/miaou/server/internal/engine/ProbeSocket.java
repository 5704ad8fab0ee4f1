package io.miaou.server.internal.engine;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.internal.FrameHandler;
import io.miaou.websocket.internal.FrameSocket;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that came with the id of a session: if the session lets it in it speaks for it, otherwise it is closed at once. One
 * that the session has sent away is heard no more. The session's loop only.
 */
final class ProbeSocket implements FrameHandler {
    private final @Nullable EngineConnection connection; // null: it is closed in any case
    private @Nullable FrameSocket socket; // null unless it was let in

    ProbeSocket(@Nullable EngineConnection connection) {
        this.connection = connection;
    }

    @Override
    public void onOpen(FrameSocket opened) {
        if (connection != null && connection.probe(opened)) {
            socket = opened;
        } else {
            opened.close(CloseCode.NO_STATUS, "");
        }
    }

    private @Nullable EngineConnection heard() {
        return connection != null && socket != null && connection.isCarriedBy(socket) ? connection : null;
    }

    @Override
    public void onText(byte[] utf8) {
        EngineConnection session = heard();
        if (session != null) {
            session.onText(utf8);
        }
    }

    @Override
    public void onBinary(byte[] data) {
        EngineConnection session = heard();
        if (session != null) {
            session.onBinary(data);
        }
    }

    @Override
    public void onClose(CloseStatus status) {
        EngineConnection session = heard();
        if (session != null) {
            session.onClose(status);
        }
    }

    @Override
    public void onWritten() {
        EngineConnection session = heard();
        if (session != null) {
            session.onWritten();
        }
    }
}
