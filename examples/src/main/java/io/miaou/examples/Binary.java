package io.miaou.examples;

import io.miaou.server.Event;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Files.
 *
 * <p>Run {@code ./miaou example binary}; then, on two pages:
 *
 * <pre>{@code
 * const socket = io('http://localhost:3000');
 * socket.on('file', (name, bytes) => console.log(name, bytes.byteLength));
 * input.onchange = async () => {
 *   const file = input.files[0];
 *   console.log(await socket.emitWithAck('file', file.name, file)); // { bytes: 1234, sha256: '...' }
 * };
 * }</pre>
 *
 * Binary data may stand anywhere in the arguments: {@code ArrayBuffer}, {@code Uint8Array}, {@code File} or {@code Buffer} there,
 * {@code byte[]} here, also as a component of a record. It travels as it is, behind its event, and is not copied to be passed
 * on: {@code raw} hands an argument on unread. A client that sends more than {@code maxHttpBufferSize}, here 5 MB, is
 * disconnected.
 */
public final class Binary {
    private static final int MAX_BYTES = 5_000_000;

    /** What the sender gets. */
    record Stored(int bytes, String sha256) {}

    private Binary() {}

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .cors(cors -> cors.allowOrigin("*"))
                .engine(engine -> engine.maxHttpBufferSize(MAX_BYTES))
                .build();
        io.onConnection(socket -> socket.on("file", event -> passOn(socket, event)));
        Serving.untilStopped(io);
    }

    private static void passOn(Socket sender, Event event) throws NoSuchAlgorithmException {
        String name = event.args().require(0, String.class);
        byte[] bytes = event.args().require(1, byte[].class);
        System.out.println(Serving.oneLine(name) + ": " + bytes.length + " bytes");
        sender.broadcast().emit("file", event.args().raw());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        event.ack().send(new Stored(bytes.length, HexFormat.of().formatHex(digest)));
    }
}
