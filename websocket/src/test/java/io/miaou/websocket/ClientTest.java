package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.internal.Inside;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A test of clients over real sockets, in virtual time. When it ends nothing of them may be left: no user of their loops, no
 * thread, no deadline.
 */
abstract class ClientTest extends SocketTest {
    final ClientLoops loops = ClientLoops.builder().threads(1).timeSource(time).build();
    final ClientRecorder recorder = new ClientRecorder();

    private final List<RawServer> rawServers = new ArrayList<>();

    ClientTest() {
        closing((AutoCloseable) this::expectNothingLeft); // the first comes last
    }

    /** A client of a server here, whose recorder hears all. */
    ClientOptions.Builder to(int port) {
        return WebSocketClient.builder("ws://127.0.0.1:" + port + "/")
                .handler(recorder)
                .onState(recorder::state)
                .loops(loops);
    }

    ClientOptions.Builder to(WebSocketServer server) {
        return to(server.port());
    }

    /** A server of raw bytes. */
    RawServer rawServer() throws Exception {
        RawServer server = closing(new RawServer());
        rawServers.add(server);
        return server;
    }

    WebSocketClient build(ClientOptions.Builder builder) {
        WebSocketClient client = builder.build();
        closing(() -> {
            for (RawServer server : rawServers) {
                server.close(); // or the client would wait for an answer to its close frame
            }
            client.close();
        });
        return client;
    }

    /** An open connection of a client that its recorder has heard of. */
    WebSocketClient connected(ClientOptions.Builder builder) throws Exception {
        WebSocketClient client = build(builder);
        get(client.connect());
        recorder.expect("connecting 0", "is open", "open");
        return client;
    }

    /** What a future completes with. */
    static <T> T get(Future<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    /** What a future fails with. */
    static ConnectionFailure failureOf(Future<?> future) throws Exception {
        try {
            throw new AssertionError("it completed with " + get(future));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ConnectionFailure failure) {
                return failure;
            }
            throw failed;
        }
    }

    private void expectNothingLeft() {
        await("loops that nobody uses", () -> Inside.users(loops.group) == 0);
        await(
                "no thread of a client",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("miaou-client")));
        assertThat(Inside.budgetTaken(loops.group)).isZero();
    }
}
