package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.miaou.protocol.http.Headers;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.Inside;
import io.miaou.websocket.internal.Loop;
import io.miaou.websocket.internal.MountHandshake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A mounted WebSocket whose connection moves to another loop before it is born, on epoll and NIO, plain and over TLS. */
class MountMoveTest extends TlsTest {
    private static final byte[] HANDSHAKE = RawClient.handshake("/m").getBytes(StandardCharsets.US_ASCII);

    private final TestMount mount = new TestMount();
    private final FrameRecorder frames = new FrameRecorder();

    static Stream<Arguments> transports() {
        return Stream.of(Transport.EPOLL, Transport.NIO)
                .flatMap(transport -> Stream.of(Arguments.of(transport, false), Arguments.of(transport, true)));
    }

    private WebSocketServer server(Transport transport, boolean tls) throws Exception {
        return server(transport, tls, UnaryOperator.identity());
    }

    private WebSocketServer server(Transport transport, boolean tls, UnaryOperator<ServerOptions.Builder> more)
            throws Exception {
        TlsCertificates.Pair local = TlsCertificates.local();
        WebSocketServer server = start(b -> {
            var builder = mount.in(more).apply(b.transport(transport).eventLoops(2));
            return tls ? builder.tls(t -> t.certificate(local.chainPem(), local.keyPem())) : builder;
        });
        closing(() -> SocketTest.expectEmpty(server));
        frames.onText = (socket, utf8) -> socket.write(Opcode.TEXT, utf8);
        return server;
    }

    private RawClient connect(WebSocketServer server, boolean tls) throws Exception {
        return connect(server, tls, 0);
    }

    private RawClient connect(WebSocketServer server, boolean tls, int receiveBuffer) throws Exception {
        return tls ? raw(socket(server, receiveBuffer)) : closing(RawClient.connect(server.port(), receiveBuffer));
    }

    private static String nextText(RawClient client) throws Exception {
        byte[] start = client.readExactly(2);
        assertThat(start[0]).isEqualTo((byte) 0x81);
        return new String(client.readExactly(start[1]), StandardCharsets.UTF_8);
    }

    /** A handshake whose connection is on its way to a home that is busy until the latch is counted down. */
    private Loop leaveForABusyHome(RawClient client, byte[] behind, CountDownLatch until) throws Exception {
        client.send(Frames.join(HANDSHAKE, behind));
        MountHandshake handshake = mount.nextHandshake();
        Loop home = mount.otherThan(handshake.loop());
        TestMount.block(home, until);
        handshake.accept(home, Headers.empty(), frames);
        TestMount.on(handshake.loop(), () -> {}); // it leaves in a task of its own
        TestMount.on(handshake.loop(), () -> {});
        return home;
    }

    @Test
    void aServerWithAMountThatIsToUseIoUringUsesAnotherTransportAndSaysSo() throws Exception {
        expectWarnings();
        WebSocketServer server = server(Transport.IO_URING, false);
        mount.onRequest = exchange -> TestMount.answer(exchange, "served");
        RawClient client = connect(server, false);
        client.send(RawClient.get("/m"));
        assertThat(client.readAnswer().text()).isEqualTo("served");
        assertThat(logs.atLeast(Level.WARN)).singleElement().asString().contains("IO_URING cannot move");
    }

    // --- the move -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("transports")
    void whatCameBehindTheHandshakeIsHeardFirstAndAtHome(Transport transport, boolean tls) throws Exception {
        WebSocketServer server = server(transport, tls);
        for (int round = 0; round < 20; round++) {
            FrameRecorder mine = new FrameRecorder();
            mine.onText = (socket, utf8) -> socket.write(Opcode.TEXT, utf8);
            RawClient client = connect(server, tls);
            client.send(Frames.join(HANDSHAKE, Frames.text("first"), Frames.text("second")));
            MountHandshake handshake = mount.nextHandshake();
            Loop home = mount.otherThan(handshake.loop());
            handshake.accept(home, Headers.of("X-More", "yes"), mine);
            client.send(Frames.text("third"));
            assertThat(client.readHead().header("X-More")).isEqualTo("yes");
            for (String expected : List.of("first", "second", "third")) {
                assertThat(nextText(client)).isEqualTo(expected);
            }
            assertThat(mine.socket().loop()).isSameAs(home); // where the recorder checks that it is called
            assertThat(mine.heard).containsExactly("open");
            client.close();
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void manyMoveAtOnceWhileTheySendAndNotAFrameIsLostOrOvertaken(Transport transport, boolean tls) throws Exception {
        WebSocketServer server = server(transport, tls);
        mount.onHandshake = handshake -> {
            FrameRecorder mine = new FrameRecorder();
            mine.onText = (socket, utf8) -> socket.write(Opcode.TEXT, utf8);
            Loop home = mount.otherThan(handshake.loop());
            if (handshake.head().query().equals("now")) {
                handshake.accept(home, Headers.empty(), mine);
            } else {
                Thread.ofVirtual().start(() -> handshake.accept(home, Headers.empty(), mine));
            }
        };
        int clients = 40;
        int messages = 200;
        List<Thread> threads = new ArrayList<>();
        AtomicInteger done = new AtomicInteger();
        for (int i = 0; i < clients; i++) {
            RawClient client = connect(server, tls);
            String path = i % 2 == 0 ? "/m?now" : "/m?later";
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    client.send(RawClient.handshake(path));
                    for (int m = 0; m < messages; m++) {
                        client.send(Frames.text("message " + m));
                    }
                    assertThat(client.readHead().status()).isEqualTo(101);
                    for (int m = 0; m < messages; m++) {
                        assertThat(nextText(client)).isEqualTo("message " + m);
                    }
                    done.incrementAndGet();
                } catch (Exception failure) {
                    throw new AssertionError(failure);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(done).hasValue(clients);
    }

    /** Answers that wait for the network when the connection leaves stand before the handshake's own. */
    @ParameterizedTest
    @MethodSource("transports")
    void whatWaitsForTheNetworkWhenItLeavesArrivesInOrder(Transport transport, boolean tls) throws Exception {
        byte[] large = new byte[300_000];
        mount.onRequest = exchange -> exchange.answer(200, Headers.empty(), large);
        WebSocketServer server = server(transport, tls);
        RawClient client = connect(server, tls, 4_096);
        client.send(RawClient.get("/m") + RawClient.handshake("/m"));
        MountHandshake handshake = mount.nextHandshake();
        handshake.accept(mount.otherThan(handshake.loop()), Headers.empty(), frames);
        assertThat(client.readAnswer().body()).hasSize(large.length);
        assertThat(frames.next()).isEqualTo("open");
        assertThat(client.readHead().status()).isEqualTo(101);
        client.send(Frames.text("there?"));
        assertThat(nextText(client)).isEqualTo("there?");
    }

    // --- ends in mid-move -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("transports")
    void aResetInMidMoveIsHeardOnceAtHomeAndNothingIsLeft(Transport transport, boolean tls) throws Exception {
        WebSocketServer server = server(transport, tls);
        CountDownLatch until = new CountDownLatch(1);
        RawClient client = connect(server, tls);
        leaveForABusyHome(client, Frames.text("lost"), until);
        client.reset();
        until.countDown();
        String end = frames.next();
        while (!end.startsWith("close")) {
            end = frames.next();
        }
        assertThat(end).startsWith("close 1006");
        SocketTest.expectEmpty(server);
        assertThat(frames.heard).isEmpty();
        RawClient other = connect(server, tls);
        mount.onRequest = exchange -> TestMount.answer(exchange, "fine");
        other.send(RawClient.get("/m"));
        assertThat(other.readAnswer().text()).isEqualTo("fine");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void anEndOfInputInMidMoveComesBehindWhatWasSentBefore(Transport transport, boolean tls) throws Exception {
        WebSocketServer server = server(transport, tls);
        frames.onText = (socket, utf8) -> frames.heard.add(new String(utf8, StandardCharsets.UTF_8));
        CountDownLatch until = new CountDownLatch(1);
        RawClient client = connect(server, tls);
        leaveForABusyHome(client, Frames.text("before"), until);
        client.send(Frames.text("meanwhile"));
        client.endOutput();
        until.countDown();
        assertThat(frames.next()).isEqualTo("open");
        assertThat(frames.next()).isEqualTo("before");
        assertThat(frames.next()).isEqualTo("meanwhile");
        assertThat(frames.next()).startsWith("close 1006");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aShutdownInMidMoveTellsThePeer1001(Transport transport, boolean tls) throws Exception {
        WebSocketServer server = server(transport, tls);
        CountDownLatch until = new CountDownLatch(1);
        RawClient client = connect(server, tls);
        leaveForABusyHome(client, new byte[0], until);
        Thread closing = Thread.ofPlatform().start(server::close);
        await("the end has begun", () -> Inside.isClosing(server.runtime));
        until.countDown();
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.readExactly(4)).isEqualTo(Frames.bytes(0x88, 2, 1001 >> 8, 1001 & 0xFF));
        client.send(Frames.close(1001, ""));
        client.close();
        closing.join();
        assertThat(frames.next()).isEqualTo("open");
        assertThat(frames.next()).startsWith("close 1001");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aShutdownBeforeItIsAcceptedAnswers503AndTheHandlerHearsItsEnd(Transport transport, boolean tls)
            throws Exception {
        WebSocketServer server = server(transport, tls);
        RawClient client = connect(server, tls);
        client.send(HANDSHAKE);
        MountHandshake handshake = mount.nextHandshake();
        Thread closing = Thread.ofPlatform().start(server::close);
        await("it knows that it is to end", () -> isToEnd(handshake));
        handshake.accept(mount.otherThan(handshake.loop()), Headers.empty(), frames);
        assertThat(client.readAnswer().status()).isEqualTo(503);
        assertThat(frames.next()).startsWith("close 1006");
        client.close();
        closing.join();
    }

    private static boolean isToEnd(MountHandshake handshake) {
        @Nullable Boolean[] answer = new Boolean[1];
        TestMount.on(handshake.loop(), () -> answer[0] = Inside.isShuttingDown(handshake));
        return Boolean.TRUE.equals(answer[0]);
    }

    /** The cap of an address counts a connection until it ends, wherever it lives. */
    @ParameterizedTest
    @MethodSource("transports")
    void theCapOfItsAddressIsFreeAgainWhenItEndsAtHome(Transport transport, boolean tls) throws Exception {
        WebSocketServer server = server(transport, tls, b -> b.limits(l -> l.maxConnectionsPerIp(1)));
        for (int round = 0; round < 3; round++) {
            RawClient client = connect(server, tls);
            client.send(HANDSHAKE);
            MountHandshake handshake = mount.nextHandshake();
            handshake.accept(mount.otherThan(handshake.loop()), Headers.empty(), frames);
            assertThat(client.readHead().status()).isEqualTo(101);
            assertThat(Inside.addresses(server.runtime)).isEqualTo(1);
            client.reset();
            await("a free place", () -> Inside.addresses(server.runtime) == 0);
        }
    }
}
