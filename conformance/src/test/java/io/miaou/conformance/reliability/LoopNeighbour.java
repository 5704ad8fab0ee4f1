package io.miaou.conformance.reliability;

import io.miaou.websocket.ClientLoops;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A well-behaved client beside the one under test, on the same single loop: what it sends is sent behind whatever the loop does now,
 * so when the answer is there, that is done. One thread at a time.
 */
final class LoopNeighbour implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final Semaphore answers = new Semaphore(0);
    private final ScriptedServer server;
    private final WebSocketClient client;

    LoopNeighbour(ClientLoops loops) throws Exception {
        server = ScriptedServer.playing((peer, nth) -> {
            peer.agree();
            for (Peer.Frame frame = peer.readFrame(); frame.opcode() != 8; frame = peer.readFrame()) {
                peer.sendFrame(frame.opcode(), frame.payload());
            }
            peer.sendClose(1000);
        });
        client = WebSocketClient.builder("ws://127.0.0.1:" + server.port())
                .handler(new WebSocketHandler() {
                    @Override
                    public void onText(WebSocket socket, String text) {
                        answers.release();
                    }
                })
                .inline()
                .heartbeat(Duration.ZERO, 1)
                .loops(loops)
                .build();
        client.connect().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until the loop has done what it was doing. */
    void turn() throws InterruptedException {
        if (!client.send("turn") || !answers.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the loop does not turn: " + client.state());
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
