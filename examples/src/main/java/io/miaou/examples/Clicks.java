package io.miaou.examples;

import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;

/**
 * A counter that all pages share.
 *
 * <p>Run {@code ./miaou example clicks}; then, on any number of pages:
 *
 * <pre>{@code
 * const socket = io('http://localhost:3000');
 * socket.on('click', (count) => console.log('Click count:', count));
 * document.getElementById('button').addEventListener('click', () => socket.emit('click'));
 * }</pre>
 *
 * Handlers of different clients run at the same time, each client's on a thread of its own. So the counter needs a lock, and the
 * lock also holds while the new count is sent: otherwise 7 could overtake 8 on the way out. Sending never waits for a client,
 * hence nobody waits long. A newcomer is told the count at once, under the same lock: it misses no click, and at most
 * hears of the latest one twice.
 */
public final class Clicks {
    private final SocketIoServer io;
    private int count; // guarded by this

    private Clicks(SocketIoServer io) {
        this.io = io;
    }

    private synchronized void welcome(Socket newcomer) {
        newcomer.emit("click", count);
    }

    private synchronized void click() {
        count++;
        io.emit("click", count);
    }

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .cors(cors -> cors.allowOrigin("*"))
                .build();
        Clicks clicks = new Clicks(io);
        io.onConnection(socket -> {
            System.out.println("Client connected");
            socket.on("click", clicks::click);
            clicks.welcome(socket);
        });
        Serving.untilStopped(io);
    }
}
