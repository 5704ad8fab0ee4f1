package io.miaou.conformance;

import io.miaou.server.AckTimeoutException;
import io.miaou.server.Broadcast;
import io.miaou.server.CookieOptions;
import io.miaou.server.Event;
import io.miaou.server.Handlers.OnEvent;
import io.miaou.server.Namespace;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that does on request whatever a server can do, for scripts that look at it through stock clients. Any thread. */
final class Playground implements AutoCloseable {
    /** Short, so that a client that went silent is missed soon, and a busy machine's is not. */
    static final Duration PING_INTERVAL = Duration.ofMillis(500);

    static final Duration PING_TIMEOUT = Duration.ofSeconds(4);
    static final int MAX_PAYLOAD = 100_000;

    private final SocketIoServer io;
    private final Map<String, CompletableFuture<End>> ends = new ConcurrentHashMap<>();

    /** How a socket ended: why, and the rooms it was in when it heard of it. */
    record End(String reason, Set<String> rooms) {}

    /** An audience, as a script names it. */
    record Target(
            @Nullable List<String> to, @Nullable List<String> except, boolean local, boolean flash, boolean plain) {
        Broadcast of(Broadcast all) {
            Broadcast some = all.except(strings(except));
            some = to == null ? some : some.to(strings(to));
            some = local ? some.local() : some;
            some = plain ? some.compress(false) : some;
            return flash ? some.asVolatile() : some;
        }
    }

    /** A shape. */
    record Point(int x, int y) {}

    private Playground(int port) throws IOException {
        io = SocketIoServer.builder()
                .web(web -> SupportServer.at(web, "127.0.0.1", port))
                .engine(engine -> engine.pingInterval(PING_INTERVAL)
                        .pingTimeout(PING_TIMEOUT)
                        .maxHttpBufferSize(MAX_PAYLOAD)
                        .cookie(CookieOptions.DEFAULTS))
                .build();
        io.onConnection(this::serve);
        io.of("/chat").onConnection(this::serve);
        guarded(io.of("/guarded"));
        io.of("/silent").use((socket, next) -> {}); // nobody ever hears
        io.start();
    }

    static Playground start() throws IOException {
        return new Playground(0);
    }

    /** A server on a port that another one had. */
    static Playground start(int port) throws IOException {
        return new Playground(port);
    }

    int port() {
        return io.port();
    }

    int clients() {
        return io.clientsCount();
    }

    @Override
    public void close() {
        io.close();
    }

    private static String[] strings(@Nullable List<String> list) {
        return list == null ? new String[0] : list.toArray(String[]::new);
    }

    /** Asks two middlewares, of which the second needs what the first found out. */
    private void guarded(Namespace namespace) {
        namespace.use((socket, next) -> {
            String token = socket.handshake().auth().path("token").asString("");
            switch (token) {
                case "" -> next.refuse("who are you?");
                case "old" -> next.refuse("expired", Map.of("code", 401, "retry", false));
                case "half" -> {
                    socket.join("user:half");
                    next.accept();
                }
                case "bad" -> throw new IllegalStateException("the check failed");
                default -> {
                    socket.data().put("user", token);
                    socket.data().put("connected", socket.isConnected());
                    socket.join("user:" + token);
                    next.accept();
                }
            }
        });
        namespace.use((socket, next) -> {
            if (socket.rooms().contains("user:half")) {
                next.refuse("not you");
            } else if ("later".equals(socket.data().get("user"))) {
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(next::accept);
            } else {
                next.accept();
            }
        });
        namespace.onConnection(this::serve);
    }

    private void serve(Socket socket) {
        events(socket);
        rooms(socket);
        questions(socket);
        watch(socket);
        life(socket);
    }

    private static void events(Socket socket) {
        socket.on("echo", event -> event.ack().send(event.args().raw()));
        socket.on("back", event -> socket.emit("back", event.args().raw()));
        socket.on("tell", event -> socket.emit(text(event, 0), rest(event, 1)));
        socket.on("message", event -> socket.send(event.args().raw()));
        socket.on("bytes", Integer.class, size -> socket.emit("bytes", (Object) pattern(size)));
        socket.on("count", Integer.class, most -> {
            for (int i = 0; i < most; i++) {
                socket.emit("number", i);
            }
        });
        socket.on(
                "flash", event -> socket.asVolatile().emit("flash", event.args().raw()));
        socket.on(
                "plain",
                event -> socket.compress(false).emit("plain", event.args().raw()));
        socket.on("silence", event -> {});
        socket.once("once", event -> socket.emit("once"));
        socket.onRequest("move", Point.class, from -> new Point(from.x() + 1, from.y() + 1));
        socket.on("point", Point.class, point -> socket.emit("point", point.x(), point.y()));
        socket.on("fail", event -> {
            throw new IllegalStateException("as asked");
        });
    }

    private void questions(Socket socket) {
        socket.on(
                "ask",
                event -> socket.emit("question", (error, answer) -> event.ack().send(answer.raw()), "how?"));
        socket.on(
                "askWithin",
                Integer.class,
                (millis, ack) -> socket.timeout(Duration.ofMillis(millis))
                        .emit("question", (error, answer) -> ack.send(error instanceof AckTimeoutException), "how?"));
        socket.on("call", event -> event.ack().send(socket.call("question", String.class, "what?")));
        socket.on("order", event -> {
            io.emit("order", "first");
            socket.emit("order", "second");
        });
    }

    private void rooms(Socket socket) {
        socket.on("join", event -> {
            socket.join(texts(event));
            event.ack().send(sorted(socket.rooms()));
        });
        socket.on("leave", event -> {
            socket.leave(texts(event));
            event.ack().send(sorted(socket.rooms()));
        });
        socket.on("others", event -> target(event).of(socket.broadcast()).emit(text(event, 1), rest(event, 2)));
        socket.on("all", event -> target(event).of(socket.namespace()).emit(text(event, 1), rest(event, 2)));
        socket.on(
                "fetch",
                event -> event.ack()
                        .send(target(event).of(socket.namespace()).fetchSockets().get().stream()
                                .map(found ->
                                        Map.of("id", found.id(), "rooms", sorted(found.rooms()), "data", found.data()))
                                .toList()));
        socket.on("socketsJoin", event -> target(event).of(socket.namespace()).socketsJoin(text(event, 1)));
        socket.on("socketsLeave", event -> target(event).of(socket.namespace()).socketsLeave(text(event, 1)));
        socket.on(
                "disconnectSockets",
                event -> target(event)
                        .of(socket.namespace())
                        .disconnectSockets(event.args().require(1, Boolean.class)));
    }

    /** Catch-all listeners, middlewares of events and error listeners, and what they heard. */
    private static void watch(Socket socket) {
        List<String> seen = new CopyOnWriteArrayList<>();
        List<String> sent = new CopyOnWriteArrayList<>();
        List<String> errors = new CopyOnWriteArrayList<>();
        OnEvent any = event -> seen.add("any " + event.name());
        OnEvent outgoing = event -> sent.add(event.name() + " " + event.args().size());
        socket.onAny(any);
        socket.prependAny(event -> seen.add("first " + event.name()));
        socket.onAnyOutgoing(outgoing);
        socket.on("deaf", event -> {
            seen.clear();
            socket.offAny(any);
            socket.offAnyOutgoing(outgoing);
        });
        socket.use((event, next) -> {
            seen.add("use " + event.name());
            if (event.name().equals("forbidden")) {
                next.refuse("not you");
            } else {
                next.accept();
            }
        });
        socket.on("forbidden", event -> seen.add("handled forbidden"));
        socket.onError((error, event) -> errors.add(event.name() + ": " + error.getMessage()));
        socket.on("seen", event -> event.ack().send(seen));
        socket.on("sent", event -> event.ack().send(sent));
        socket.on("errors", event -> event.ack().send(errors));
    }

    private void life(Socket socket) {
        Set<String> rooms = new TreeSet<>();
        socket.onDisconnecting(reason -> rooms.addAll(socket.rooms()));
        socket.onDisconnect(reason -> end(socket.id()).complete(new End(reason.wire(), rooms)));
        socket.on(
                "endOf",
                event -> event.ack()
                        .send(end(text(event, 0)).get(Transcript.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)));
        socket.on("joinWhenGone", event -> socket.onDisconnect(reason -> socket.join(text(event, 0))));
        socket.on(
                "connectedWhen",
                event -> event.ack()
                        .send(Map.of("middleware", socket.data().get("connected"), "handler", socket.isConnected())));
        socket.on("sameNamespace", event -> event.ack().send(io.of("").equals(io.of("/"))));
        socket.on("narrow", event -> {
            Broadcast all = socket.namespace().compress(true);
            all.to(text(event, 0)).emit(text(event, 1), "a");
            all.emit(text(event, 1), "all");
        });
        socket.on("kick", event -> socket.disconnect());
        socket.on("kickAll", event -> socket.disconnect(true));
        socket.on("handshake", event -> event.ack().send(socket.handshake()));
        socket.on("data", event -> {
            socket.data().put(text(event, 0), event.args().require(1, String.class));
            event.ack().send(socket.data());
        });
        socket.on(
                "who",
                event -> event.ack()
                        .send(Map.of(
                                "id", socket.id(),
                                "session", socket.connection().id(),
                                "transport", socket.connection().transport(),
                                "protocol", socket.connection().protocol(),
                                "data", socket.data(),
                                "rooms", sorted(socket.rooms()))));
    }

    private CompletableFuture<End> end(String id) {
        return ends.computeIfAbsent(id, any -> new CompletableFuture<>());
    }

    private static Target target(Event event) {
        return event.args().require(0, Target.class);
    }

    private static String text(Event event, int index) {
        return event.args().require(index, String.class);
    }

    private static String[] texts(Event event) {
        String[] texts = new String[event.args().size()];
        Arrays.setAll(texts, i -> text(event, i));
        return texts;
    }

    private static Object[] rest(Event event, int from) {
        Object[] raw = event.args().raw();
        return Arrays.copyOfRange(raw, from, raw.length);
    }

    private static List<String> sorted(Set<String> names) {
        return List.copyOf(new TreeSet<>(names));
    }

    /** Bytes 0, 1, 2 ... */
    static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
