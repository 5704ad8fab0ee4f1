package io.miaou.websocket;

import io.miaou.protocol.websocket.Opcode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A client for tests that offers compression and reads compressed frames with an inflater of its own, which keeps its context
 * or not as the test says. It sends whole messages.
 */
final class DeflateClient implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final WebSocketTestClient client;
    private final boolean serverKeepsContext;
    private final Inflater inflater = new Inflater(true);

    /** A frame: whether it was compressed, how many bytes its payload had on the wire, and what it says. */
    record Frame(boolean compressed, Opcode opcode, int wireSize, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private DeflateClient(WebSocketTestClient client, boolean serverKeepsContext) {
        this.client = client;
        this.serverKeepsContext = serverKeepsContext;
    }

    static DeflateClient open(int port, String offer, int receiveBuffer) throws IOException {
        WebSocketTestClient client =
                WebSocketTestClient.open(port, "/", receiveBuffer, "Sec-WebSocket-Extensions: " + offer);
        String answer = String.join(", ", client.answer().headers().all("Sec-WebSocket-Extensions"));
        return new DeflateClient(client, !answer.contains("server_no_context_takeover"));
    }

    /** What the server made of the offer; empty when it declined. */
    String answer() {
        return String.join(", ", client.answer().headers().all("Sec-WebSocket-Extensions"));
    }

    WebSocketTestClient plain() {
        return client;
    }

    /** Sends a compressed text message. */
    void send(String text) throws IOException {
        client.sendRaw(Frames.frame(0xC1, deflate(text.getBytes(StandardCharsets.UTF_8))));
    }

    static byte[] deflate(byte[] message) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(message);
        byte[] out = new byte[message.length + 1_000];
        int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, size - TAIL.length);
    }

    /** The next frame. */
    Frame next() throws IOException {
        RawClient raw = client.raw();
        byte[] start = raw.readExactly(2);
        long length = start[1];
        if (length == 126) {
            length = ByteBuffer.wrap(raw.readExactly(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = ByteBuffer.wrap(raw.readExactly(8)).getLong();
        }
        byte[] payload = raw.readExactly((int) length);
        boolean compressed = (start[0] & 0x40) != 0;
        Opcode opcode = Arrays.stream(Opcode.values())
                .filter(one -> one.code() == (start[0] & 0x0F))
                .findFirst()
                .orElseThrow();
        return new Frame(compressed, opcode, payload.length, compressed ? inflate(payload) : payload);
    }

    private byte[] inflate(byte[] payload) {
        byte[] whole = Arrays.copyOf(payload, payload.length + TAIL.length);
        System.arraycopy(TAIL, 0, whole, payload.length, TAIL.length);
        inflater.setInput(whole);
        var out = new ByteArrayOutputStream();
        byte[] part = new byte[65_536];
        try {
            for (int n = inflater.inflate(part); n > 0; n = inflater.inflate(part)) {
                out.write(part, 0, n);
            }
        } catch (DataFormatException garbage) {
            throw new AssertionError("not DEFLATE", garbage);
        }
        if (!serverKeepsContext) {
            inflater.reset();
        }
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        client.close();
    }
}
