package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.websocket.Handshake;
import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.internal.MountHandshake;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Handshakes that a mount decides on. */
class MountHandshakeTest extends ServerTest {
    private final TestMount mount = new TestMount();
    private final FrameRecorder frames = new FrameRecorder();

    private WebSocketServer server() throws Exception {
        WebSocketServer server = start(mount.in(UnaryOperator.identity())::apply);
        closing(() -> SocketTest.expectEmpty(server));
        return server;
    }

    private void acceptAll() {
        mount.onHandshake = handshake -> handshake.accept(handshake.loop(), Headers.empty(), frames);
    }

    @Test
    void aRefusalStandsOnTheWireAsTheMountSaysItByteForByte() throws Exception {
        mount.onHandshake = handshake -> handshake.refuse(
                400,
                Headers.of("Connection", "close", "Content-type", "text/html", "Content-Length", "18"),
                TestMount.bytes("Session ID unknown"));
        RawClient client = connect(server());
        client.send(RawClient.handshake("/m"));
        assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-type: text/html\r\n"
                        + "Content-Length: 18\r\n\r\nSession ID unknown");
    }

    @Test
    void aRefusalThatSaysNoLengthGetsOne() throws Exception {
        mount.onHandshake = handshake -> handshake.refuse(403, Headers.of("X-Why", "no"), TestMount.bytes("no"));
        RawClient client = connect(server());
        client.send(RawClient.handshake("/m"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(StreamSupport.stream(answer.headers().spliterator(), false).map(Headers.Header::name))
                .containsExactly("X-Why", "Connection", "Content-Length");
        assertThat(answer.text()).isEqualTo("no");
        assertThat(client.read()).isEqualTo(-1);
    }

    @Test
    void anAcceptedHandshakeHasTheFirstSubprotocolThatWasOfferedTheMountsFieldsAndNoCompression() throws Exception {
        mount.onHandshake = handshake -> handshake.accept(handshake.loop(), Headers.of("X-More", "yes"), frames);
        WebSocketServer server = server();
        RawClient client = connect(server);
        client.send(RawClient.handshake(
                "/m", "Sec-WebSocket-Protocol: two, one", "Sec-WebSocket-Extensions: permessage-deflate"));
        RawClient.Answer answer = client.readHead();
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(RawClient.ACCEPT);
        assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("two");
        assertThat(answer.header("X-More")).isEqualTo("yes");
        assertThat(answer.headers().contains("Sec-WebSocket-Extensions")).isFalse();
        assertThat(frames.next()).isEqualTo("open");
    }

    @Test
    void whatRfc6455RefusesCannotBeAccepted() throws Exception {
        WebSocketServer server = server();
        RawClient client = connect(server);
        client.send(RawClient.get("/m", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"));
        MountHandshake handshake = mount.nextHandshake();
        assertThat(handshake.answer()).isInstanceOf(Handshake.Answer.Refuse.class);
        assertThatThrownBy(() -> handshake.accept(handshake.loop(), Headers.empty(), frames))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("refuse it");
        handshake.refuse(400, Headers.empty(), new byte[0]);
        assertThat(client.readAnswer().status()).isEqualTo(400);
    }

    @Test
    void aKeyWithoutUpgradeIsAPlainRequest() throws Exception {
        mount.onRequest = exchange -> TestMount.answer(exchange, "plain");
        RawClient client = connect(server());
        client.send(RawClient.get("/m", "Sec-WebSocket-Key: " + RawClient.KEY));
        assertThat(client.readAnswer().text()).isEqualTo("plain");
    }

    @Test
    void aHandshakeIsDecidedLaterByAnyThreadAndWhatCameBehindItIsHeard() throws Exception {
        RawClient client = connect(server());
        client.send(Frames.join(
                RawClient.handshake("/m").getBytes(StandardCharsets.US_ASCII),
                Frames.text("early"),
                Frames.text("bird")));
        MountHandshake handshake = mount.nextHandshake();
        Thread.ofVirtual().start(() -> handshake.accept(handshake.loop(), Headers.empty(), frames));
        assertThat(client.readHead().status()).isEqualTo(101);
        for (String expected : List.of("open", "text early", "text bird")) {
            assertThat(frames.next()).isEqualTo(expected);
        }
    }

    @Test
    void aHandshakeBehindPlainRequestsOnTheSameConnectionIsServed() throws Exception {
        acceptAll();
        mount.onRequest = exchange -> TestMount.answer(exchange, "plain");
        RawClient client = connect(server());
        client.send(RawClient.get("/m") + RawClient.handshake("/m"));
        assertThat(client.readAnswer().text()).isEqualTo("plain");
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(frames.next()).isEqualTo("open");
    }

    @Test
    void aClientThatLeavesBeforeItIsAcceptedIsHeardAsClosedAndNeverAsOpen() throws Exception {
        WebSocketServer server = server();
        RawClient client = connect(server);
        client.send(RawClient.handshake("/m"));
        MountHandshake handshake = mount.nextHandshake();
        client.reset();
        await("the end", () -> server.connections() == 0);
        handshake.accept(handshake.loop(), Headers.empty(), frames);
        assertThat(frames.next()).startsWith("close 1006");
        handshake.refuse(400, Headers.empty(), new byte[0]); // harmless
    }

    @Test
    void aClientThatClosesItsDirectionBeforeItIsAcceptedIsHeardAsClosed() throws Exception {
        WebSocketServer server = server();
        RawClient client = connect(server);
        client.send(RawClient.handshake("/m"));
        MountHandshake handshake = mount.nextHandshake();
        client.endOutput();
        settle(server);
        handshake.accept(handshake.loop(), Headers.empty(), frames);
        assertThat(frames.next()).isEqualTo("open");
        assertThat(frames.next()).startsWith("close 1006");
    }

    @Test
    void whatTheHandlerWritesWhenItOpensComesRightBehindTheAnswer() throws Exception {
        frames.onOpen = socket -> socket.write(Opcode.TEXT, TestMount.bytes("welcome"));
        acceptAll();
        RawClient client = connect(server());
        client.send(RawClient.handshake("/m"));
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.readExactly(9)).isEqualTo(Frames.join(Frames.bytes(0x81, 7), TestMount.bytes("welcome")));
    }
}
