package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A client that says and shows every packet as it stands on the wire, over WebSocket. Heartbeats are answered; binary messages show as
 * {@code 0x...}, the end as {@code close CODE}.
 */
final class SocketIoClient implements AutoCloseable {
    private static final int PATIENCE = 10; // seconds; only a failing test waits so long

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocketClient client;
    private final WebSocket socket;

    private SocketIoClient(int port, String query) throws Exception {
        client = WebSocketClient.builder("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket" + query)
                .handler(new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket from, String text) {
                        if (text.equals("2")) {
                            from.send("3");
                        } else {
                            heard.add(text);
                        }
                    }

                    @Override
                    public void onBinary(WebSocket from, byte[] data) {
                        heard.add("0x" + HexFormat.of().formatHex(data));
                    }

                    @Override
                    public void onClose(WebSocket from, CloseStatus status) {
                        heard.add("close " + status.code());
                    }
                })
                .build();
        socket = client.connect().get(PATIENCE, TimeUnit.SECONDS);
        assertThat(next()).as("the open packet").startsWith("0{\"sid\":\"");
    }

    /** A session, in no namespace. */
    static SocketIoClient open(SocketIoServer server) throws Exception {
        return new SocketIoClient(server.port(), "");
    }

    /** The same, with more parameters in the query; begins with {@code &}. */
    static SocketIoClient open(SocketIoServer server, String query) throws Exception {
        return new SocketIoClient(server.port(), query);
    }

    /** A session in the main namespace. */
    static SocketIoClient connected(SocketIoServer server) throws Exception {
        SocketIoClient client = open(server);
        client.enter("/");
        return client;
    }

    /** Enters a namespace; its socket's id. */
    String enter(String namespace) throws InterruptedException {
        String head = namespace.equals("/") ? "40" : "40" + namespace + ",";
        send(head);
        String answer = next();
        assertThat(answer).startsWith(head + "{\"sid\":\"").endsWith("\"}");
        return answer.substring(head.length() + 8, answer.length() - 2);
    }

    void send(String packet) {
        assertThat(socket.send(packet)).as("room for %s", packet).isTrue();
    }

    /** Sends, and waits for room as long as it takes. */
    void sendWaiting(String packet) {
        while (!socket.send(packet)) {
            socket.drained().join();
        }
    }

    /** Sends, unless the server has ended the connection meanwhile. */
    void sendPerhaps(byte[] data) {
        socket.send(data);
    }

    void send(byte[] data) {
        assertThat(socket.send(data)).isTrue();
    }

    /** What comes next. */
    String next() throws InterruptedException {
        String next = heard.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(next).as("something more from the server").isNotNull();
        return String.valueOf(next);
    }

    void expect(String packet) throws InterruptedException {
        assertThat(next()).isEqualTo(packet);
    }

    /** Nothing came that nobody has asked for, as far as an event and its answer can show: the server answers {@code settle}. */
    void expectNothing() throws InterruptedException {
        send("42999[\"settle\"]");
        expect("43999[]");
    }

    /** Waits for the end. */
    void expectClose() throws InterruptedException {
        assertThat(next()).startsWith("close ");
    }

    /** Cuts the connection without a word. */
    void cut() {
        socket.terminate();
    }

    @Override
    public void close() {
        client.close();
    }
}
