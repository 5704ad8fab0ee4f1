package io.miaou.chat.server;

import io.miaou.chat.room.Member;
import io.miaou.chat.room.Room;
import io.miaou.chat.wire.BadInput;
import io.miaou.chat.wire.Capability;
import io.miaou.chat.wire.ClientFrame;
import io.miaou.chat.wire.FrameReader;
import io.miaou.chat.wire.Incoming;
import io.miaou.chat.wire.TimestampPolicy;
import io.miaou.chat.wire.TimestampUnit;
import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketHandler;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the connections and the room: reads frames, finds the unit of each connection's timestamps, logs, and answers
 * what cannot be understood with a word to its sender. No frame ends a connection here; only a welcome
 * that failed does, with 1011.
 *
 * <p>Called on virtual threads, for each connection one call at a time; must not be used inline, because a welcome may have
 * to wait and so may a long replay.
 */
final class ChatEndpoint implements WebSocketHandler {
    /** Whoever offers it can read every kind of frame. */
    static final String SUBPROTOCOL = "miaou.v1";

    private static final Logger LOG = LoggerFactory.getLogger(ChatEndpoint.class);

    private final Room room;
    private final TimestampPolicy timestamps;
    private final PresenceLog presence;
    private final BadInputLog badInput;
    private final Tarpit tarpit;
    private final Pause pause;

    ChatEndpoint(
            Room room,
            TimestampPolicy timestamps,
            PresenceLog presence,
            BadInputLog badInput,
            Tarpit tarpit,
            Pause pause) {
        this.room = room;
        this.timestamps = timestamps;
        this.presence = presence;
        this.badInput = badInput;
        this.tarpit = tarpit;
        this.pause = pause;
    }

    /** Waits on the thread it is called on. */
    @FunctionalInterface
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** What is kept with a connection: its place in the room, and whether its unit was laid down from outside. */
    private record Session(Member member, boolean unitFixed) {}

    @Override
    public void onOpen(WebSocket socket) throws InterruptedException {
        presence.connected();
        try {
            welcome(socket);
        } catch (Throwable failed) {
            closeForOurFault(socket);
            throw failed; // so that onError logs it, this once
        }
    }

    private void welcome(WebSocket socket) throws InterruptedException {
        Duration delay = tarpit.delay(address(socket));
        if (delay.isPositive()) {
            pause.of(delay);
        }
        Optional<TimestampUnit> fixed = socket.request()
                .queryParameter("ts")
                .flatMap(TimestampPolicy::of)
                .orElse(timestamps)
                .fixed();
        TimestampUnit unit = fixed.orElseGet(() ->
                TimestampUnit.ofUserAgent(socket.request().header("User-Agent").orElse("")));
        boolean knowsAll = socket.subprotocol().filter(SUBPROTOCOL::equals).isPresent();
        Set<Capability> capabilities = knowsAll ? EnumSet.allOf(Capability.class) : EnumSet.noneOf(Capability.class);
        socket.attach(new Session(room.enter(socket, unit, capabilities), fixed.isPresent()));
    }

    @Override
    public void onText(WebSocket socket, String text) {
        if (!(socket.attachment() instanceof Session session)) {
            closeForOurFault(socket);
            return;
        }
        if (isLongerThan(ClientFrame.MAX_BYTES, text)) {
            refuse(socket, session.member, BadInput.TOO_LONG, "it is longer than " + ClientFrame.MAX_BYTES + " bytes");
            return;
        }
        Incoming incoming = FrameReader.read(text);
        if (incoming.unit() != null && !session.unitFixed) {
            room.useUnit(session.member, incoming.unit());
        }
        handle(socket, session.member, incoming.frame());
    }

    private void handle(WebSocket socket, Member member, ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Join join -> {
                room.join(member, join);
                presence.joined(join.username());
            }
            case ClientFrame.Message message -> {
                room.say(member, message);
                if (LOG.isDebugEnabled()) {
                    LOG.debug("{}: {}", LogText.escape(member.displayName()), LogText.escape(message.content()));
                }
            }
            case ClientFrame.Private message -> room.whisper(member, message);
            case ClientFrame.Typing typing -> room.typing(member, typing.isTyping());
            case ClientFrame.Ping ping -> room.pong(member, ping);
            case ClientFrame.Leave() -> room.leave(member).ifPresent(presence::left);
            case ClientFrame.Unknown(String type) ->
                badInput.report(
                        BadInput.UNKNOWN_TYPE, socket.id(), "unknown type '" + LogText.escape(type) + "', ignored");
            case ClientFrame.Malformed(BadInput kind, String problem) -> refuse(socket, member, kind, problem);
        }
    }

    @Override
    public void onBinary(WebSocket socket, byte[] data) {
        if (socket.attachment() instanceof Session(Member member, boolean any)) {
            refuse(socket, member, BadInput.BINARY, "it is binary, and only text is understood here");
        } else {
            closeForOurFault(socket);
        }
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) {
        if (isDrop(status.code())) {
            tarpit.dropped(address(socket));
        }
        if (socket.attachment() instanceof Session(Member member, boolean any)) {
            presence.disconnected(room.exit(member));
        }
    }

    /** The codes with which a server ends a connection that its client would have kept. */
    private static boolean isDrop(int code) {
        return switch (code) {
            case CloseCode.PROTOCOL_ERROR,
                    CloseCode.INVALID_PAYLOAD,
                    CloseCode.POLICY_VIOLATION,
                    CloseCode.MESSAGE_TOO_BIG,
                    CloseCode.INTERNAL_ERROR,
                    CloseCode.TRY_AGAIN_LATER -> true;
            default -> false;
        };
    }

    /** Says to the sender alone what was wrong; a client must be able to go on. */
    private void refuse(WebSocket socket, Member member, BadInput kind, String problem) {
        badInput.report(kind, socket.id(), problem);
        room.notice(member, "Your message was not understood: " + problem + ".");
    }

    /**
     * Ends a connection whose welcome failed: it has no place in the room, so nothing it says could be heard. What it sent
     * before it learns of that comes here still, and is dropped.
     */
    private static void closeForOurFault(WebSocket socket) {
        socket.close(CloseCode.INTERNAL_ERROR, "the server could not let you in");
    }

    private static InetAddress address(WebSocket socket) {
        return socket.request().remoteAddress().getAddress();
    }

    /** Whether a text takes more bytes in UTF-8; counts only where its length leaves a doubt. */
    private static boolean isLongerThan(int bytes, String text) {
        if (text.length() > bytes) {
            return true;
        }
        return text.length() > bytes / 3 && text.getBytes(StandardCharsets.UTF_8).length > bytes;
    }
}
