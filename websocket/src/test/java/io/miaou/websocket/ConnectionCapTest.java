package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.Opcode;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Inside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one address may have of a server's connections. */
class ConnectionCapTest extends SocketTest {
    private static final int CAP = 3;

    private WebSocketServer capped(Transport transport) throws IOException {
        return serve(
                new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        socket.send(text);
                    }
                },
                builder -> builder.transport(transport)
                        .http(request -> HttpResponse.of(204))
                        .limits(l -> l.maxConnectionsPerIp(CAP)));
    }

    private RawClient from(String address, WebSocketServer server) throws IOException {
        return closing(RawClient.connectFrom(address, server.port()));
    }

    private static int statusOf(RawClient client, String request) throws IOException {
        client.send(request);
        return client.readHead().status();
    }

    private List<WebSocketTestClient> guests(WebSocketServer server) throws IOException {
        List<WebSocketTestClient> guests = new ArrayList<>();
        for (int i = 0; i < CAP; i++) {
            guests.add(client(server));
        }
        return guests;
    }

    private static void assertEchoes(List<WebSocketTestClient> guests) throws IOException {
        for (WebSocketTestClient guest : guests) {
            guest.sendRaw(Frames.text("still here"));
            WebSocketTestClient.Frame echo = guest.next();
            assertThat(echo.opcode()).isEqualTo(Opcode.TEXT);
            assertThat(new String(echo.payload(), StandardCharsets.UTF_8)).isEqualTo("still here");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "NIO", "IO_URING"}) // and no more: the log takes ten lines a minute
    void r04_aConnectionOverTheCapIsAnswered503AndTheOthersAreServed(Transport transport) throws Exception {
        WebSocketServer server = capped(transport);
        List<WebSocketTestClient> guests = guests(server);
        for (String request : List.of(RawClient.get("/"), RawClient.handshake("/"), RawClient.post("/", "body"))) {
            RawClient oneTooMany = connect(server);
            oneTooMany.send(request);
            RawClient.Answer answer = oneTooMany.readAnswer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(oneTooMany.read()).isEqualTo(-1);
            oneTooMany.close();
        }
        assertEchoes(guests);
        assertThat(statusOf(from("127.0.0.2", server), RawClient.get("/"))).isEqualTo(204);
        assertThat(logs.ofPeers()) // none, when tests before have used up the lines of this minute
                .allSatisfy(line -> assertThat(line.getFormattedMessage())
                        .startsWith("maxConnectionsPerIp: /127.0.0.1:")
                        .endsWith(": its address has 3 connections already"));
    }

    @Test
    void r04_whenOneLeavesTheNextIsServed() throws Exception {
        WebSocketServer server = capped(Transport.AUTO);
        List<WebSocketTestClient> guests = guests(server);
        guests.getFirst().close();
        await("the end of the one that left", () -> server.connections() == CAP - 1);
        assertThat(statusOf(connect(server), RawClient.handshake("/"))).isEqualTo(101);
        assertThat(statusOf(connect(server), RawClient.handshake("/"))).isEqualTo(503);
    }

    /** More that say nothing than are told one by one: the server keeps none of them. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void r04_anAddressNeverHoldsMoreThanTwiceItsCap(Transport transport) throws Exception {
        WebSocketServer server = capped(transport);
        List<WebSocketTestClient> guests = guests(server);
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < CAP; i++) {
            silent.add(connect(server));
        }
        settle(server);
        for (int i = 0; i < 20; i++) {
            RawClient turnedAway = connect(server);
            assertThat(turnedAway.readAnswer().status()).isEqualTo(503); // unasked
            assertThat(turnedAway.read()).isEqualTo(-1);
            turnedAway.close();
        }
        await("no connection beyond", () -> server.connections() == 2 * CAP);
        assertEchoes(guests);
        assertThat(statusOf(from("127.0.0.2", server), RawClient.get("/"))).isEqualTo(204);
        for (RawClient waiting : silent) {
            assertThat(statusOf(waiting, RawClient.get("/"))).isEqualTo(503);
        }
    }

    @Test
    void r04_whateverTheEndOfItsConnectionsAnAddressIsForgottenAtTheLast() throws Exception {
        WebSocketServer server = capped(Transport.AUTO);
        for (int i = 0; i < 60; i++) {
            RawClient client = RawClient.connectFrom("127.0.0." + (2 + i % 3), server.port());
            if (i % 4 > 1) {
                client.send(i % 4 == 2 ? RawClient.get("/") : RawClient.handshake("/"));
            }
            if (i % 5 == 0) {
                client.reset();
            }
            client.close();
        }
        RawClient last = from("127.0.0.5", server); // accepted behind all of them
        assertThat(statusOf(last, RawClient.get("/"))).isEqualTo(204);
        assertThat(Inside.addresses(server.runtime)).isPositive();
        last.close();
        await("the end of all connections", () -> server.connections() == 0);
        await("no address", () -> Inside.addresses(server.runtime) == 0);
    }

    @Test
    void withoutACapNothingIsCounted() throws Exception {
        WebSocketServer server = serve(new WebSocketHandler() {});
        client(server);
        assertThat(Inside.addresses(server.runtime)).isZero();
    }
}
