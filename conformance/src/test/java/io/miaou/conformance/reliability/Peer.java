package io.miaou.conformance.reliability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The server's end of a connection, for a script: it says and breaks off whatever the script likes. A wait for bytes ends after
 * {@value #PATIENCE_MILLIS} ms at the latest. The script's thread only, but for {@link #close}.
 */
public final class Peer implements AutoCloseable {
    static final int PATIENCE_MILLIS = 20_000;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket socket;
    private final DataInputStream in;

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A frame of the client's, unmasked. */
    public record Frame(int opcode, byte[] payload) {
        /** The code of a close frame; 1005 when it has none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    /** A request head, with its empty line. */
    public String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(ISO_8859_1);
    }

    /** The answer that agrees to a request (RFC 6455 §4.2.2), without the empty line, so that fields may follow. */
    public static String agreement(String head) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + accept(head) + "\r\n";
    }

    private static String accept(String head) {
        String key = head.lines()
                .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
                .map(line -> line.substring(19))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no key in " + head));
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Reads the request and agrees; returns the request's head. */
    public String agree() throws IOException {
        String head = readHead();
        send(agreement(head) + "\r\n");
        return head;
    }

    /** Sends a text, one byte for each char. */
    public void send(String text) throws IOException {
        send(text.getBytes(ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends an unmasked frame: FIN, opcode, length of 7, 16 or 64 bits (RFC 6455 §5.2). */
    public void sendFrame(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10).put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 65_536) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        byte[] bytes = new byte[frame.put(payload).flip().remaining()];
        frame.get(bytes);
        send(bytes);
    }

    /** Sends a close frame with a code. */
    public void sendClose(int code) throws IOException {
        sendFrame(8, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** The next frame. */
    public Frame readFrame() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int second = in.readUnsignedByte();
        if ((second & 0x80) == 0) {
            throw new AssertionError("a client's frame that is not masked (RFC 6455 §5.1)");
        }
        int length = switch (second & 0x7F) {
            case 126 -> in.readUnsignedShort();
            case 127 -> Math.toIntExact(in.readLong());
            default -> second & 0x7F;
        };
        byte[] key = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException();
        }
        for (int i = 0; i < length; i++) {
            payload[i] ^= key[i & 3];
        }
        return new Frame(opcode, payload);
    }

    /** The next close frame; what comes before it is passed over. */
    public Frame readClose() throws IOException {
        Frame frame = readFrame();
        while (frame.opcode() != 8) {
            frame = readFrame();
        }
        return frame;
    }

    /** Waits for the client's close frame and answers it. */
    public void answerClose() throws IOException {
        sendClose(readClose().closeCode());
    }

    /** Reads until the client ends the connection, whatever it says before. */
    public void readToEnd() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Breaks the connection off with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
