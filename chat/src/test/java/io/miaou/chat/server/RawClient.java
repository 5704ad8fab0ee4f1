package io.miaou.chat.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Bytes on a TCP connection, for what a polite client would not do. */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** A frame as it came. */
    record RawFrame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A connection that is upgraded already. */
    static RawClient upgraded(int port, String... moreHeaders) throws IOException {
        RawClient client = new RawClient(port);
        client.upgrade("/", moreHeaders);
        return client;
    }

    /** Asks for a WebSocket with the sample key of RFC 6455 §1.3, and returns the head of the answer. */
    List<String> upgrade(String path, String... moreHeaders) throws IOException {
        StringBuilder head = new StringBuilder(
                "GET " + path + " HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : moreHeaders) {
            head.append(header).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        List<String> answer = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            answer.add(line);
        }
        return answer;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** A frame as it goes on the wire: final, masked, payload up to 65,535 bytes. */
    static byte[] frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i & 3]);
        }
        return frame.toByteArray();
    }

    /** A text frame of JSON written with single quotes. */
    static byte[] text(String json) {
        return frame(TEXT, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** Sends several frames in one segment. */
    void send(byte[]... frames) throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            together.writeBytes(frame);
        }
        out.write(together.toByteArray());
    }

    RawFrame next() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new RawFrame(opcode, in.readNBytes((int) length));
    }

    /** Whether the server has ended the TCP connection, after nothing more. */
    boolean isAtEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    /** Ends the TCP connection by a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
