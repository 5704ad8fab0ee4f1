package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.miaou.server.Namespace;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The server of socket.io-client's suite. */
final class ClientSupport {
    private static final Duration PING_INTERVAL = Duration.ofSeconds(2);

    /** Clients that give up at once must give up first. */
    private static final Duration LATE = Duration.ofMillis(10);

    private static final List<String> UTF8 =
            List.of("てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string");

    private ClientSupport() {}

    /** An object with binary data in it. */
    record Mixed(
            @Nullable String hello,
            byte @Nullable [] message,
            @Nullable String goodbye) {
        boolean isAsTheSuiteSendsIt() {
            return "lol".equals(hello) && message != null && "gotcha".equals(goodbye);
        }
    }

    static SupportServer start(String host, int port) throws IOException {
        SocketIoServer io = SocketIoServer.builder()
                .web(web -> SupportServer.at(web, host, port))
                .engine(engine -> engine.pingInterval(PING_INTERVAL).allowRequest(handshake -> late()))
                .build();
        io.use((socket, next) -> {
            if (socket.handshake().query().containsKey("fail")) {
                next.refuse("Auth failed (main namespace)");
            } else {
                next.accept();
            }
        });
        io.onConnection(ClientSupport::main);
        io.of("/foo").onConnection(ClientSupport::tellId);
        silent(io, "/timeout_socket", "/valid", "/asd");
        io.of("/abc").onConnection(socket -> socket.emit("handshake", socket.handshake()));
        io.of("/no").use((socket, next) -> next.refuse("Auth failed (custom namespace)"));
        return SupportServer.of(io.start());
    }

    private static Optional<String> late() {
        return new CompletableFuture<Optional<String>>()
                .completeOnTimeout(Optional.empty(), LATE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** Namespaces where nothing happens. */
    static void silent(SocketIoServer io, String... names) {
        for (String name : names) {
            Namespace unused = io.of(name);
            assert unused.name().equals(name);
        }
    }

    /** As JavaScript's dates: to the millisecond. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void tellId(Socket socket) {
        socket.on("getId", event -> event.ack().send(socket.id()));
    }

    private static void main(Socket socket) {
        tellId(socket);
        texts(socket);
        binary(socket);
        socket.on("getHandshake", event -> event.ack().send(socket.handshake()));
        socket.on(
                "ack",
                event -> socket.emit("ack", (error, answer) -> {
                    if (error == null
                            && answer.size() == 2
                            && answer.json(0).equals("5")
                            && Map.of("test", true).equals(answer.get(1, Map.class))) {
                        socket.emit("got it");
                    }
                }));
    }

    private static void texts(Socket socket) {
        socket.on("hi", event -> socket.emit("hi"));
        socket.on(
                "echo",
                event -> event.ack()
                        .send(event.args().isEmpty() ? null : event.args().raw(0)));
        socket.on("getAckDate", event -> event.ack().send(now()));
        socket.on("getDate", event -> socket.emit("takeDate", now()));
        socket.on("getDateObj", event -> socket.emit("takeDateObj", Map.of("date", now())));
        socket.on("getUtf8", event -> UTF8.forEach(text -> socket.emit("takeUtf8", text)));
        socket.on("false", event -> socket.emit("false", false));
    }

    private static void binary(Socket socket) {
        byte[] data = "asdfasdf".getBytes(UTF_8);
        socket.on("doge", event -> socket.emit("doge", data));
        socket.on("getbin", event -> socket.emit("takebin", data));
        answerBinary(socket, "buffa", "buffack");
        answerBinary(socket, "blob", "back");
        answerMixed(socket, "jsonbuff", "jsonbuff-ack");
        answerMixed(socket, "jsonblob", "jsonblob-ack");
        inOrder(socket, "abuff2-ack", new Step("abuff1", true), new Step("abuff2", false));
        inOrder(socket, "blob3-ack", new Step("blob1", true), new Step("blob2", false), new Step("blob3", true));
    }

    private static void answerBinary(Socket socket, String event, String answer) {
        socket.on(event, any -> {
            if (any.args().isBinary(0)) {
                socket.emit(answer);
            }
        });
    }

    private static void answerMixed(Socket socket, String event, String answer) {
        socket.on(event, Mixed.class, mixed -> {
            if (mixed.isAsTheSuiteSendsIt()) {
                socket.emit(answer);
            }
        });
    }

    /** An event of a sequence, and whether its argument must be binary. */
    private record Step(String event, boolean binary) {}

    /** Answers the last event of a sequence when the others came before it, in order. Handlers of a socket run one at a time. */
    private static void inOrder(Socket socket, String answer, Step... steps) {
        int[] reached = {0};
        for (int i = 0; i < steps.length; i++) {
            Step step = steps[i];
            int place = i;
            socket.on(step.event(), event -> {
                boolean next = reached[0] == place && event.args().isBinary(0) == step.binary();
                reached[0] = next ? place + 1 : 0;
                if (reached[0] == steps.length) {
                    reached[0] = 0;
                    socket.emit(answer);
                }
            });
        }
    }
}
