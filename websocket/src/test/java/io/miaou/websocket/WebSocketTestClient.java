package io.miaou.websocket;

import io.miaou.protocol.websocket.CloseFrame;
import io.miaou.protocol.websocket.CloseStatus;
import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A WebSocket client for tests, on blocking sockets: it sends whole messages, single frames or any bytes at all, and reads
 * the server's frames with a reader of its own that shares nothing with the codec under test.
 *
 * <p>It answers nothing by itself, neither pings nor closes. Every read ends after ten seconds at the latest. One thread
 * may send while another reads.
 */
final class WebSocketTestClient implements AutoCloseable {
    private static final byte[] NOTHING = new byte[0];

    private final RawClient raw;
    private final RawClient.Answer answer;
    private final FrameEncoder encoder =
            FrameEncoder.client(() -> ThreadLocalRandom.current().nextInt());

    /** A frame as it stood on the wire. */
    record Frame(boolean fin, Opcode opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return opcode + (fin ? "" : "+") + " " + payload.length + " bytes: "
                    + new String(payload, 0, Math.min(40, payload.length), StandardCharsets.ISO_8859_1);
        }
    }

    private WebSocketTestClient(RawClient raw, RawClient.Answer answer) {
        this.raw = raw;
        this.answer = answer;
    }

    // --- connecting -----------------------------------------------------------------------------------------------

    /** Opens a WebSocket at path "/". */
    static WebSocketTestClient open(int port) throws IOException {
        return open(port, "/", 0);
    }

    /**
     * Opens a WebSocket.
     *
     * @param receiveBuffer of the client's kernel, 0 for the usual size
     * @param more further header lines
     */
    static WebSocketTestClient open(int port, String path, int receiveBuffer, String... more) throws IOException {
        return over(RawClient.connect(port, receiveBuffer), path, more);
    }

    /** Opens a WebSocket on a connection, which is closed when that fails. */
    static WebSocketTestClient over(RawClient raw, String path, String... more) throws IOException {
        try {
            raw.send(RawClient.handshake(path, more));
            RawClient.Answer answer = raw.readHead();
            if (answer.status() != 101) {
                throw new AssertionError("the handshake was answered " + answer.statusLine());
            }
            return new WebSocketTestClient(raw, answer);
        } catch (IOException | AssertionError error) {
            raw.close();
            throw error;
        }
    }

    /** The server's answer to the handshake. */
    RawClient.Answer answer() {
        return answer;
    }

    /** The socket below. */
    RawClient raw() {
        return raw;
    }

    /** Returns once the server has handled all that was sent to it before: it answered a ping. */
    WebSocketTestClient settle() throws IOException {
        byte[] mark = "settle".getBytes(StandardCharsets.US_ASCII);
        send(Opcode.PING, mark);
        Frame pong = next();
        if (pong.opcode != Opcode.PONG || !Arrays.equals(pong.payload, mark)) {
            throw new AssertionError("a pong was due, there came " + pong);
        }
        return this;
    }

    // --- sending --------------------------------------------------------------------------------------------------

    void send(String text) throws IOException {
        send(Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] data) throws IOException {
        send(Opcode.BINARY, data);
    }

    void send(Opcode opcode, byte[] payload) throws IOException {
        byte[] frame = new byte[encoder.encodedLength(payload.length)];
        encoder.encode(ByteBuffer.wrap(frame), opcode, payload);
        raw.send(frame);
    }

    /** Sends a close frame. */
    void sendClose(int code, String reason) throws IOException {
        raw.send(Frames.close(code, reason));
    }

    /** Sends any bytes, with one call. */
    void sendRaw(byte[]... pieces) throws IOException {
        raw.send(Frames.join(pieces));
    }

    /** Breaks the connection off with a TCP reset. */
    void reset() throws IOException {
        raw.reset();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    // --- reading --------------------------------------------------------------------------------------------------

    /** The next frame; what a server must not send is an error of the test. */
    Frame next() throws IOException {
        byte[] start = raw.readExactly(2);
        if ((start[0] & 0x70) != 0 || start[1] < 0) {
            throw new AssertionError("a frame with reserved bits or a mask: " + Arrays.toString(start));
        }
        long length = start[1];
        if (length == 126) {
            length = ByteBuffer.wrap(raw.readExactly(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = ByteBuffer.wrap(raw.readExactly(8)).getLong();
        }
        byte[] payload = length == 0 ? NOTHING : raw.readExactly(Math.toIntExact(length));
        return new Frame(start[0] < 0, opcodeOf(start[0] & 0x0F), payload);
    }

    private static Opcode opcodeOf(int code) {
        for (Opcode opcode : Opcode.values()) {
            if (opcode.code() == code) {
                return opcode;
            }
        }
        throw new AssertionError("opcode " + code);
    }

    /** The next frame, which must be a text message. */
    String nextText() throws IOException {
        return expect(Opcode.TEXT).text();
    }

    /** The next frame, which must be of that kind. */
    Frame expect(Opcode opcode) throws IOException {
        Frame frame = next();
        if (frame.opcode != opcode || !frame.fin) {
            throw new AssertionError(opcode + " was due, there came " + frame);
        }
        return frame;
    }

    /** The close frame that must come next. */
    CloseStatus nextClose() throws IOException {
        return CloseFrame.parse(expect(Opcode.CLOSE).payload());
    }

    /** The code of the close frame that comes next, behind which the server ends the connection with FIN, not RST. */
    int closeCodeThenEnd() throws IOException {
        int code = nextClose().code();
        expectEnd();
        return code;
    }

    /** Reads the server's FIN, before which nothing more may come; a RST is an IOException. */
    void expectEnd() throws IOException {
        int octet = raw.read();
        if (octet != -1) {
            throw new AssertionError("the end was due, there came the byte " + octet);
        }
    }
}
