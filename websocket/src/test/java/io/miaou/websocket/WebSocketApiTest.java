package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.websocket.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What an application is told of a connection and can do with it. */
class WebSocketApiTest extends SocketTest {
    private final Recorder recorder = new Recorder();

    @Test
    void aPathHasItsOwnHandlerAndAnUnknownOneIs404() throws Exception {
        Recorder other = new Recorder();
        WebSocketServer server =
                start(builder -> builder.endpoint("/a", recorder).endpoint("/b/c", other));
        closing(WebSocketTestClient.open(server.port(), "/a?name=miaou&name=second", 0));
        closing(WebSocketTestClient.open(server.port(), "/b/c", 0));
        WebSocket socket = recorder.nextOpen();
        assertThat(socket.request().path()).isEqualTo("/a");
        assertThat(socket.request().queryParameter("name")).contains("miaou");
        assertThat(other.nextOpen().request().path()).isEqualTo("/b/c");
        assertThat(recorder.isSilent()).isTrue();
        for (String path : new String[] {"/", "/A", "/a/", "/b"}) {
            RawClient client = connect(server);
            client.send(RawClient.handshake(path));
            assertThat(client.readAnswer().status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void theFirstSubprotocolOfTheClientsThatIsSpokenIsAgreedOn() throws Exception {
        WebSocketServer server = start(
                builder -> builder.endpoint("/", recorder, endpoint -> endpoint.subprotocols("chat.v1", "chat.v2")));
        WebSocketTestClient client = closing(
                WebSocketTestClient.open(server.port(), "/", 0, "Sec-WebSocket-Protocol: chat.v9, chat.v2, chat.v1"));
        assertThat(client.answer().header("Sec-WebSocket-Protocol")).isEqualTo("chat.v2");
        assertThat(recorder.nextOpen().subprotocol()).contains("chat.v2");

        WebSocketTestClient stranger =
                closing(WebSocketTestClient.open(server.port(), "/", 0, "Sec-WebSocket-Protocol: chat.v9"));
        assertThat(stranger.answer().headers().contains("Sec-WebSocket-Protocol"))
                .isFalse();
        assertThat(recorder.nextOpen().subprotocol()).isEmpty();
    }

    @Test
    void textBinaryAndPingsGoBothWays() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();

        client.send("grüße, 你好, 🐈");
        assertThat(recorder.next()).isEqualTo("text grüße, 你好, 🐈");
        client.send("");
        assertThat(recorder.next()).isEqualTo("text ");
        client.send(new byte[70_000]);
        assertThat(recorder.next()).isEqualTo("binary 70000");
        client.send(Opcode.PONG, new byte[5]);
        assertThat(recorder.next()).isEqualTo("pong 5");

        assertThat(socket.send("grüße, 你好, 🐈")).isTrue();
        assertThat(client.nextText()).isEqualTo("grüße, 你好, 🐈");
        assertThat(socket.send("")).isTrue();
        assertThat(client.nextText()).isEmpty();
        for (int size : new int[] {0, 125, 126, 65_535, 65_536}) {
            assertThat(socket.send(new byte[size])).isTrue();
            assertThat(client.expect(Opcode.BINARY).payload()).hasSize(size);
        }
        byte[] ping = "how are you?".getBytes(StandardCharsets.UTF_8);
        assertThat(socket.ping(ping)).isTrue();
        assertThat(client.expect(Opcode.PING).payload()).isEqualTo(ping);
        client.send(Opcode.PONG, ping);
        assertThat(recorder.next()).isEqualTo("pong 12");
    }

    @Test
    void bytesAreCopiedWhenTheyAreSent() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        WebSocketGroup group = server.newGroup();
        group.add(socket);
        byte[] data = new byte[100];
        for (int i = 1; i <= 50; i++) {
            Arrays.fill(data, (byte) i);
            socket.send(data);
            socket.ping(data);
            group.send(data);
        }
        Arrays.fill(data, (byte) -1);
        for (int i = 1; i <= 50; i++) {
            byte[] expected = new byte[100];
            Arrays.fill(expected, (byte) i);
            assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(expected);
            assertThat(client.expect(Opcode.PING).payload()).isEqualTo(expected);
            assertThat(client.expect(Opcode.BINARY).payload()).isEqualTo(expected);
        }
    }

    @Test
    void aConnectionHasANumberARequestAndRoomForAnAttachment() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient first = client(server);
        WebSocket one = recorder.nextOpen();
        client(server);
        WebSocket two = recorder.nextOpen();
        assertThat(two.id()).isGreaterThan(one.id());
        assertThat(one).isNotEqualTo(two);
        assertThat(one.request().remoteAddress()).isEqualTo(first.raw().localAddress());
        assertThat(one.request().headers().first("Host")).contains("127.0.0.1");
        assertThat(one.request().body()).isEmpty();
        assertThat(one.attachment()).isNull();
        one.attach("mine");
        assertThat(one.attachment()).isEqualTo("mine");
        one.attach(null);
        assertThat(one.attachment()).isNull();
        assertThat(one.toString()).matches("WebSocket " + one.id() + " from /127.0.0.1:\\d+");
    }

    @Test
    void aFutureOfAConnectionCannotBeCompletedByTheApplication() throws Exception {
        WebSocketServer server = serve(recorder);
        WebSocketTestClient client = client(server);
        WebSocket socket = recorder.nextOpen();
        socket.closed().completeExceptionally(new IllegalStateException("mine"));
        assertThat(socket.closed()).isNotDone();
        client.sendClose(1000, "");
        assertThat(recorder.next()).isEqualTo("close 1000");
        assertThat(socket.closed().get().code()).isEqualTo(1000);
    }

    @Test
    void framesBehindTheHandshakeInTheSameSegmentAreHeardAfterOnOpen() throws Exception {
        WebSocketServer server = serve(recorder);
        RawClient client = connect(server);
        client.send(Frames.join(
                RawClient.handshake("/").getBytes(StandardCharsets.ISO_8859_1),
                Frames.text("at once"),
                Frames.close(1000, "")));
        client.endOutput();
        assertThat(client.readHead().status()).isEqualTo(101);
        assertThat(client.readToEnd()).isEqualTo(Frames.bytes(0x88, 2, 3, 0xE8));
        assertThat(recorder.next()).isEqualTo("open");
        assertThat(recorder.next()).isEqualTo("text at once");
        assertThat(recorder.next()).isEqualTo("close 1000");
    }

    @Test
    void endpointsAreNamedOnceAndProperly() {
        ServerOptions.Builder builder = WebSocketServer.builder().endpoint("/", recorder);
        assertThatThrownBy(() -> builder.endpoint("/", recorder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint / is given twice: name each path once");
        for (String noRequestHasIt : new String[] {"", "chat", "/a?b", "/a#b", "/a b", "/é"}) {
            assertThatThrownBy(() -> builder.endpoint(noRequestHasIt, recorder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must begin with /");
        }
        assertThatThrownBy(() -> builder.endpoint("/p", recorder, endpoint -> endpoint.subprotocols("a b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a token");
    }
}
