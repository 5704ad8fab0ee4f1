package io.miaou.server.internal.engine;

import io.miaou.protocol.engine.OpenPacket;
import io.miaou.protocol.engine.OutgoingPacket;
import io.miaou.protocol.engine.SessionTimes;
import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.server.ConnectionError;
import io.miaou.server.CookieOptions;
import io.miaou.server.EngineOptions;
import io.miaou.server.EngineTransport;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.internal.Callbacks;
import io.miaou.websocket.internal.Mount;
import io.miaou.websocket.internal.MountExchange;
import io.miaou.websocket.internal.MountHandshake;
import io.miaou.websocket.internal.MountHost;
import io.miaou.websocket.internal.MountSettings;
import io.miaou.websocket.internal.RateLimitedLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Engine.IO on a server's port: looks at every request under its path, refuses it in the official server's words or leads it to its
 * session. The table of sessions is shared by all loops; each session lives on the loop of its handshake, requests that arrive
 * on another are handed over in order, and a WebSocket moves. Any thread.
 */
public final class EngineMount implements Mount {
    private static final byte[] NOTHING = {};

    private final EngineOptions options;
    private final EngineAcceptor acceptor;
    private final SessionTimes times;
    private final Origins origins;
    private final Preliminaries preliminaries;
    private final String prefix;
    private final RateLimitedLog log = new RateLimitedLog("io.miaou.server");
    private final ConcurrentHashMap<String, EngineConnection> sessions = new ConcurrentHashMap<>();
    private volatile @Nullable MountHost host; // once the server has begun
    private volatile boolean ended;

    /** An engine without sessions. */
    public EngineMount(EngineOptions options, EngineAcceptor acceptor) {
        this.options = options;
        this.acceptor = acceptor;
        this.times = new SessionTimes(
                options.pingInterval().toNanos(),
                options.pingTimeout().toNanos(),
                options.upgradeTimeout().toNanos(),
                options.closeTimeout().toNanos(),
                options.firstPollTimeout().toNanos());
        this.origins = new Origins(options.cors());
        this.preliminaries = new Preliminaries(this, options);
        this.prefix = options.prefix();
    }

    /** How many sessions there are. */
    public int clientsCount() {
        return sessions.size();
    }

    /** Closes all sessions at once; what waits is discarded. */
    public void closeAll() {
        sessions.values().forEach(session -> session.run(() -> session.close(true)));
    }

    // --- a part of a server ---------------------------------------------------------------------------------------

    @Override
    public boolean claims(RequestHead head) {
        return head.target().startsWith(prefix);
    }

    @Override
    public MountSettings settings() {
        return new MountSettings(options.maxHttpBufferSize());
    }

    @Override
    public void begin(MountHost server) {
        host = server;
        acceptor.begin(server);
    }

    @Override
    public void shutDown() {
        ended = true;
        closeAll();
    }

    @Override
    public void onRequest(MountExchange exchange) {
        PlainVisit visit = new PlainVisit(this, exchange);
        if (origins.isPreflight(visit.head)) {
            visit.extra = origins.preflight(visit.head);
            preliminaries.run(visit, () -> visit.respond(204, Headers.of("Content-Length", "0"), NOTHING));
        } else {
            preliminaries.run(visit, () -> verify(visit));
        }
    }

    @Override
    public void onHandshake(MountHandshake handshake) {
        UpgradeVisit visit = new UpgradeVisit(this, handshake);
        preliminaries.run(visit, () -> verify(visit));
    }

    /** Continues a request on its loop after user code has run; a bug of ours is answered, not left hanging. */
    void guarded(Visit visit, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            log.error("a bug of ours met a request", bug);
            visit.respond(500, Headers.empty(), new byte[0]);
        }
    }

    // --- the checks, in the official server's order -----------------------------------------------------------------

    private void verify(Visit visit) {
        EngineQuery query = visit.query;
        if (!isEnabled(query.transport())) {
            refuse(visit, EngineError.UNKNOWN_TRANSPORT, Map.of("transport", query.transport()));
            return;
        }
        String foreign = origins.foreign(visit.head, visit.request.isSecure());
        if (foreign != null) {
            refuse(visit, EngineError.FORBIDDEN, Map.of("name", "FOREIGN_ORIGIN", "origin", foreign));
            return;
        }
        if (query.isHandshake()) {
            verifyHandshake(visit);
            return;
        }
        EngineConnection session = sessions.get(query.sid());
        if (session == null || !isBoundTo(session, visit.request)) {
            refuse(visit, EngineError.UNKNOWN_SID, Map.of("sid", query.sid()));
        } else if (!visit.isUpgrade() && !session.transport().equals(query.transport())) {
            refuseMismatch(visit, session.transport());
        } else if (!query.isVersion4()) {
            refuse(
                    visit,
                    EngineError.BAD_REQUEST,
                    Map.of("name", "PROTOCOL_MISMATCH", "protocol", "3", "previousProtocol", "4"));
        } else {
            lead(visit, session);
        }
    }

    private boolean isEnabled(String transport) {
        for (EngineTransport enabled : options.transports()) {
            if (enabled.wire().equals(transport)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBoundTo(EngineConnection session, HttpRequest request) {
        return !options.bindSession()
                || session.request()
                        .remoteAddress()
                        .getAddress()
                        .equals(request.remoteAddress().getAddress());
    }

    private void verifyHandshake(Visit visit) {
        if (!visit.head.method().equals("GET")) {
            refuse(visit, EngineError.BAD_HANDSHAKE_METHOD, Map.of("method", visit.head.method()));
        } else if (!visit.isUpgrade() && visit.query.transport().equals(EngineTransport.WEBSOCKET.wire())) {
            refuse(visit, EngineError.BAD_REQUEST, Map.of("name", "TRANSPORT_HANDSHAKE_ERROR"));
        } else if (ended || sessions.size() >= options.maxSessions()) {
            tooMany(visit);
        } else if (!visit.query.isVersion4()) {
            refuse(visit, EngineError.UNSUPPORTED_PROTOCOL_VERSION, Map.of("protocol", "3"));
        } else {
            preliminaries.admit(visit, sid -> begin(visit, sid));
        }
    }

    private void tooMany(Visit visit) {
        MountHost server = host;
        if (server != null && !ended) {
            server.metrics().limitHit("maxSessions");
            server.peerFault("too many sessions", visit.request.remoteAddress(), "maxSessions is reached");
        }
        visit.respond(503, Headers.of("Retry-After", "1"), NOTHING);
    }

    // --- what passed ----------------------------------------------------------------------------------------------

    private void begin(Visit visit, String sid) {
        EngineConnection session = new EngineConnection(this, visit, sid);
        switch (visit) {
            case PlainVisit plain -> {
                if (!add(session)) {
                    refuse(
                            plain,
                            EngineError.BAD_REQUEST,
                            Map.of("name", "ID_GENERATION_ERROR", "error", "the id is in use"));
                    return;
                }
                CookieOptions cookie = options.cookie();
                if (cookie != null) {
                    plain.add(Headers.of("Set-Cookie", cookie.header(sid)));
                }
                session.begin(plain);
            }
            case UpgradeVisit upgrade -> {
                boolean webSocket = upgrade.query.transport().equals(EngineTransport.WEBSOCKET.wire());
                upgrade.accept(upgrade.loop, webSocket ? session : new ProbeSocket(null));
            }
        }
    }

    /** A request that names a session. */
    private void lead(Visit visit, EngineConnection session) {
        switch (visit) {
            case UpgradeVisit upgrade -> {
                boolean webSocket = upgrade.query.transport().equals(EngineTransport.WEBSOCKET.wire());
                upgrade.accept(session.loop(), new ProbeSocket(webSocket ? session : null));
            }
            case PlainVisit plain -> {
                switch (plain.head.method()) {
                    case "GET" -> {
                        session.runPolling(requests -> requests.onGet(plain));
                        plain.exchange().onCut(() -> session.runPolling(requests -> requests.onGetCut(plain)));
                    }
                    case "POST" -> leadPost(plain, session);
                    default -> plain.respond(500); // as the official server, oddly
                }
            }
        }
    }

    private void leadPost(PlainVisit visit, EngineConnection session) {
        Headers headers = visit.head.headers();
        Optional<String> coding = headers.first("Content-Encoding");
        if (coding.isPresent() && !coding.get().equalsIgnoreCase("identity")) {
            visit.respond(415); // bodies are never inflated
        } else if (headers.first("Content-Type").orElse("").equals("application/octet-stream")) {
            session.runPolling(requests -> requests.onInvalidContent(visit));
        } else {
            session.runPolling(requests -> requests.onPost(visit));
            visit.exchange().readBody(options.maxHttpBufferSize(), new PostedBody(session, visit));
        }
    }

    // --- refusals -------------------------------------------------------------------------------------------------

    void refuse(Visit visit, EngineError error, Map<String, String> context) {
        refuse(visit, error, error.message(), context);
    }

    /** Refuses with a message of the application's. */
    void refuse(Visit visit, EngineError error, String message, Map<String, String> context) {
        MountHost server = host;
        if (server != null) {
            server.peerFault(
                    "engine refused " + error.code(),
                    visit.request.remoteAddress(),
                    HttpSyntax.quote(visit.head.method() + " " + visit.head.target()) + ": " + error.message());
        }
        Consumer<ConnectionError> ear = options.onConnectionError();
        if (ear != null) {
            ConnectionError told = new ConnectionError(visit.request, error.code(), message, context);
            Callbacks.run(() -> {
                try {
                    ear.accept(told);
                } catch (Throwable failure) {
                    log.error("onConnectionError failed", failure);
                }
            });
        }
        visit.refuse(error, message);
    }

    void refuseMismatch(Visit visit, String current) {
        refuse(
                visit,
                EngineError.BAD_REQUEST,
                Map.of(
                        "name",
                        "TRANSPORT_MISMATCH",
                        "transport",
                        visit.query.transport(),
                        "previousTransport",
                        current));
    }

    // --- what sessions need ---------------------------------------------------------------------------------------

    boolean add(EngineConnection session) {
        return !ended && sessions.putIfAbsent(session.sid(), session) == null;
    }

    void remove(EngineConnection session) {
        sessions.remove(session.sid(), session);
    }

    /** The open packet, and the initial one if there is any. */
    List<OutgoingPacket> firstPackets(String sid, boolean onWebSocket) {
        boolean upgrades =
                !onWebSocket && options.allowUpgrades() && options.transports().contains(EngineTransport.WEBSOCKET);
        OpenPacket open = new OpenPacket(
                sid,
                upgrades ? List.of(EngineTransport.WEBSOCKET.wire()) : List.of(),
                (int) options.pingInterval().toMillis(),
                (int) options.pingTimeout().toMillis(),
                options.maxHttpBufferSize());
        OutgoingPacket first = OutgoingPacket.text(open.encode());
        OutgoingPacket second = options.initialPacket();
        return second == null ? List.of(first) : List.of(first, second);
    }

    /** Counts bytes that are on their way to a loop; false, and they are not, when all sessions together have too many. Any thread. */
    public boolean reserve(int bytes) {
        MountHost server = host;
        return server != null && server.outboundBudget().tryReserve(bytes);
    }

    /** They have arrived, or were given up. Any thread. */
    public void release(int bytes) {
        MountHost server = host;
        if (server != null) {
            server.outboundBudget().release(bytes);
        }
    }

    void noteSlow(EngineConnection session) {
        MountHost server = host;
        if (server != null) {
            server.metrics().limitHit("maxSendQueue");
            server.peerFault("slow client", session, "its queue has no room");
        }
    }

    EngineOptions options() {
        return options;
    }

    EngineAcceptor acceptor() {
        return acceptor;
    }

    SessionTimes times() {
        return times;
    }

    Origins origins() {
        return origins;
    }

    RateLimitedLog log() {
        return log;
    }
}
