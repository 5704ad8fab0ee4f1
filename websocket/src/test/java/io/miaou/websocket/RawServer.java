package io.miaou.websocket;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server that knows nothing: a test accepts each connection itself, reads what it says and sends the bytes it likes. Every wait
 * ends after {@value #PATIENCE_MILLIS} ms at the latest.
 */
final class RawServer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final ServerSocket listener;
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private @Nullable Socket next; // accepted already

    RawServer() throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next client; it has said nothing yet. */
    Peer accept() throws IOException {
        Socket waiting = next;
        next = null;
        Socket socket = waiting == null ? listener.accept() : waiting;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        Peer peer = new Peer(socket);
        peers.add(peer);
        return peer;
    }

    /** Whether a client connects within so many milliseconds; it is the next that is accepted. */
    boolean hasClient(int millis) throws IOException {
        if (next == null) {
            listener.setSoTimeout(millis);
            try {
                next = listener.accept();
            } catch (SocketTimeoutException none) {
                return false;
            } finally {
                listener.setSoTimeout(PATIENCE_MILLIS);
            }
        }
        return true;
    }

    /** The client that was accepted last. */
    Peer lastPeer() {
        return peers.getLast();
    }

    /** The next client, with an open WebSocket. */
    Peer open() throws Exception {
        Peer peer = accept();
        peer.agree();
        return peer;
    }

    @Override
    public void close() throws IOException {
        for (Peer peer : peers) {
            peer.close();
        }
        if (next != null) {
            next.close();
        }
        listener.close();
    }

    /** The server's end of a connection. */
    static final class Peer implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
        }

        /** The client's port. */
        int port() {
            return socket.getPort();
        }

        /** A request head, with its empty line. */
        String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException("the end came after " + head);
                }
                head.write(octet);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        /** Reads one byte of whatever is said. */
        int readByte() throws IOException {
            return in.readUnsignedByte();
        }

        /** From now on is nothing but a wire to that port; the result ends it. */
        AutoCloseable relayTo(int port) throws IOException {
            Socket other = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(0);
            Thread.startVirtualThread(() -> pump(socket, other));
            Thread.startVirtualThread(() -> pump(other, socket));
            return other;
        }

        private static void pump(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException over) {
                // One of them was closed.
            }
        }

        /** The value of a header field in a head. */
        static String header(String head, String name) {
            for (String line : head.split("\r\n", -1)) {
                if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                    return line.substring(name.length() + 1).strip();
                }
            }
            throw new AssertionError("no " + name + " in " + head);
        }

        /** What proves that the key in this head was understood (RFC 6455 §4.2.2). */
        static String acceptOf(String head) throws Exception {
            byte[] text = (header(head, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                    .getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        }

        /** An answer that agrees to the request with this head. */
        static String agreement(String head) throws Exception {
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                    + acceptOf(head) + "\r\n\r\n";
        }

        /** Reads the request and agrees; returns the request's head. */
        String agree() throws Exception {
            String head = readHead();
            send(agreement(head));
            return head;
        }

        /** Sends text, one byte per char. */
        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        /** Sends an unmasked frame. */
        void send(Opcode opcode, byte[] payload) throws IOException {
            send(FrameEncoder.server().frame(opcode, payload));
        }

        /** A frame of the client: it must be masked. */
        record Frame(Opcode opcode, byte[] payload, int key) {
            String text() {
                return new String(payload, StandardCharsets.UTF_8);
            }
        }

        /** The next frame, whole and masked. */
        Frame readFrame() throws IOException {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            if ((second & 0x80) == 0) {
                throw new AssertionError("a client's frame that is not masked");
            }
            int length = second & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            int key = in.readInt();
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= (byte) (key >>> (24 - 8 * (i % 4)));
            }
            for (Opcode opcode : Opcode.values()) {
                if (opcode.code() == (first & 0x0F)) {
                    return new Frame(opcode, payload, key);
                }
            }
            throw new AssertionError("a frame that begins with " + first);
        }

        /** The next frame if it is of that kind. */
        Frame expect(Opcode opcode) throws IOException {
            Frame frame = readFrame();
            if (frame.opcode() != opcode) {
                throw new AssertionError(opcode + " was due, there came " + frame);
            }
            return frame;
        }

        /** Expects the end of the connection, with nothing before it. */
        void expectEnd() throws IOException {
            int octet = in.read();
            if (octet >= 0) {
                throw new AssertionError("the end was due, there came " + octet);
            }
        }

        /** Breaks the connection off with a TCP reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
