package io.miaou.server.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.FrameHandler;
import io.miaou.websocket.internal.Loop;
import io.miaou.websocket.internal.MountHandshake;

/** A request that wants to become a WebSocket. */
final class UpgradeVisit extends Visit {
    private static final String VERSION = "Sec-WebSocket-Version";

    private final MountHandshake handshake;

    UpgradeVisit(EngineMount mount, MountHandshake handshake) {
        super(mount, handshake.head(), handshake.request(), handshake.loop());
        this.handshake = handshake;
    }

    @Override
    HttpRequest kept() {
        return handshake.kept();
    }

    /** Always 400 and HTML, whatever the error, as the official server has it. */
    @Override
    void refuse(EngineError error, String message) {
        refuse(message, Headers.empty());
    }

    private void refuse(String message, Headers more) {
        byte[] content = message.getBytes(UTF_8);
        Headers headers = Headers.of("Connection", "close", "Content-type", "text/html");
        Headers all = join(headers, more).with("Content-Length", Integer.toString(content.length));
        handshake.refuse(400, all, content);
    }

    @Override
    void respond(int status, Headers headers, byte[] content) {
        handshake.refuse(status, join(headers, extra), content);
    }

    /** Accepts, unless RFC 6455 has something against it. */
    void accept(Loop home, FrameHandler handler) {
        switch (handshake.answer()) {
            case Handshake.Answer.Accept accept -> handshake.accept(home, extra, handler);
            case Handshake.Answer.Refuse refusal -> refuse(refusal);
            case Handshake.Answer.NotWebSocket plain -> refuse(EngineError.BAD_REQUEST, "Bad request");
        }
    }

    private void refuse(Handshake.Answer.Refuse refusal) {
        if (refusal.headers().contains(VERSION)) {
            refuse(
                    "Missing or invalid " + VERSION + " header",
                    Headers.of(VERSION, refusal.headers().first(VERSION).orElse("13")));
        } else if (refusal.detail().contains("Sec-WebSocket-Key")) {
            refuse("Missing or invalid Sec-WebSocket-Key header", Headers.empty());
        } else {
            refuse("Invalid WebSocket handshake", Headers.empty());
        }
    }
}
