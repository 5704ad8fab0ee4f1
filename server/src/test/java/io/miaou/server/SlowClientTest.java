package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clients that do not read, and clients that come and go: rows R01, R02, R12. */
class SlowClientTest extends ServerTest {
    /** A client over WebSocket that enters the main namespace and never reads. */
    private Socket deaf(SocketIoServer server) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setReceiveBufferSize(4_096);
        OutputStream out = socket.getOutputStream();
        out.write(("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '4', '0'}); // masked with zeros
        out.flush();
        return socket;
    }

    @Test
    void r01_aClientThatStopsReadingIsClosedAtItsLimitAndKeepsNoMemory() throws Exception {
        SocketIoServer server = serve(
                builder -> builder.web(web -> web.limits(l -> l.outboundBudget(16 << 20))), // who sends waits for it
                io -> io.onConnection(socket -> {

            socket.onDisconnect(heard::add);
            heard.add(socket);
        }));
        try (Socket ignored = deaf(server)) {
            io.miaou.server.Socket socket = nextSocket();
            byte[] megabyte = new byte[900_000];
            int sent = 0;
            while (sent < 1_000 && socket.emit("big", megabyte)) { // a gigabyte
                sent++;
            }
            assertThat(next()).isEqualTo(DisconnectReason.TRANSPORT_ERROR);
            assertThat(sent).as("messages until it was closed").isLessThan(1_000);
            assertThat(server.sockets()).isEmpty();
        }
    }

    @Test
    void r01_whatIsVolatileIsDroppedForAClientThatDoesNotReadAndItStays() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(heard::add));
        try (Socket ignored = deaf(server)) {
            io.miaou.server.Socket socket = nextSocket();
            byte[] some = new byte[100_000];
            for (int i = 0; i < 2_000; i++) {
                socket.asVolatile().emit("tick", some);
            }
            SocketIoClient probe = connected(server);
            nextSocket();
            server.emit("end");
            probe.expect("42[\"end\"]");
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void r02_oneWhoDoesNotReadIsNoHarmToTheOthersOfItsRoom() throws Exception {
        SocketIoServer server = serve(io -> io.onConnection(socket -> {
            socket.join("r");
            heard.add(socket);
        }));
        try (Socket ignored = deaf(server)) {
            io.miaou.server.Socket slow = nextSocket();
            List<SocketIoClient> others = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                others.add(connected(server));
                nextSocket();
            }
            String text = "x".repeat(50_000);
            int rounds = 200; // ten megabytes
            for (int i = 0; i < rounds; i++) {
                server.to("r").emit("m", i, text);
                for (SocketIoClient client : others) {
                    assertThat(client.next()).startsWith("42[\"m\"," + i + ",");
                }
            }
            assertThat(slow.isConnected()).as("the one who did not read").isFalse();
            assertThat(server.sockets()).hasSize(3);
        }
    }

    /** Five hundred here. */
    @Test
    void r12_whoComesAndGoesInWhateverWayLeavesNothing() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SocketIoServer server = serve(io -> {
            io.onConnection(socket -> {
                socket.join("r" + random.nextInt(5));
                socket.onDisconnect(heard::add);
            });
            io.of("/n").use((socket, next) -> next.accept());
        });
        int cycles = 500;
        for (int i = 0; i < cycles; i++) {
            SocketIoClient client = SocketIoClient.open(server);
            client.enter("/");
            switch (random.nextInt(5)) {
                case 0 -> client.close();
                case 1 -> client.cut();
                case 2 -> client.send("41");
                case 3 -> client.send("nonsense");
                default -> client.send("40/n,");
            }
            client.cut();
            client.close();
        }
        for (int i = 0; i < cycles; i++) {
            assertThat(next()).as("seed %d", seed).isInstanceOf(DisconnectReason.class);
        }
        server.to("r0", "r1", "r2", "r3", "r4").emit("nobody");
        assertThat(server.fetchSockets().get()).as("seed %d", seed).isEmpty();
        assertThat(server.of("/n").fetchSockets().get()).isEmpty();
        assertThat(server.sockets()).isEmpty();
    }
}
