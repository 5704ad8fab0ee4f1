package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * WebSocket by hand over a plain socket, with no code of Miaou: what it accepts and sends is read off RFC 6455. Text frames
 * are shown as chat lines, everything else as a line that begins with {@code *}. One thread reads; any thread sends.
 */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final JsonMapper JSON = new JsonMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Transcript out;
    private final Transcript json;
    private final Socket socket;
    private final OutputStream output; // guarded by this
    private final boolean answersPings;

    private RawClient(String name, Socket socket, boolean answersPings) throws IOException {
        this.out = new Transcript(name);
        this.json = new Transcript(name + " (frames)");
        this.socket = socket;
        this.output = socket.getOutputStream();
        this.answersPings = answersPings;
    }

    /** Connects on {@code /}; answers pings, and a close with a close. */
    static RawClient open(String name, int port) {
        return open(name, port, "/", true);
    }

    /** Connects but stays silent when it is pinged, as a machine does whose cable was pulled. */
    static RawClient silent(String name, int port) {
        return open(name, port, "/", false);
    }

    /** Connects on a path. */
    static RawClient open(String name, int port, String target, boolean answersPings) {
        try {
            RawClient client = new RawClient(name, new Socket("localhost", port), answersPings);
            client.socket.setTcpNoDelay(true);
            DataInputStream input = new DataInputStream(client.socket.getInputStream());
            client.shakeHands(target, port, input);
            Thread.ofVirtual().start(() -> client.read(input));
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not connect to port " + port, e);
        }
    }

    /** What its user sees. */
    Transcript out() {
        return out;
    }

    /** The JSON of each text frame. */
    Transcript json() {
        return json;
    }

    /** Registers its name. */
    void join(String name) {
        sendText("{\"type\":\"join\",\"username\":\"" + name + "\"}");
    }

    /** Says something. */
    void say(String content) {
        sendText("{\"type\":\"message\",\"content\":" + JSON.writeValueAsString(content) + "}");
    }

    /** One text frame, whatever it holds. */
    void sendText(String text) {
        send(frame(TEXT, text.getBytes(UTF_8)));
    }

    /** One frame. */
    void send(int opcode, byte[] payload) {
        send(frame(opcode, payload));
    }

    /** Bytes as they are. */
    synchronized void send(byte[] bytes) {
        try {
            output.write(bytes);
            output.flush();
        } catch (IOException e) {
            throw out.failure("could not send (" + e.getMessage() + ")");
        }
    }

    /** RFC 6455 5.2: FIN, opcode; MASK, length of 7, 16 or 64 bits; masking key; payload masked. */
    static byte[] frame(int opcode, byte[] payload) {
        byte[] key = new byte[4];
        RANDOM.nextBytes(key);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(key);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ key[i & 3]));
        }
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** RFC 6455 4.1 and 4.2.2: only what is asked for, and the accept value checked. */
    private void shakeHands(String target, int port, DataInputStream input) throws IOException {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        send(("GET " + target + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(ISO_8859_1));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(input.readByte());
        }
        String answer = head.toString(ISO_8859_1);
        if (!answer.startsWith("HTTP/1.1 101 ") || !answer.contains(": " + accept(key) + "\r\n")) {
            throw new AssertionError("the handshake was answered with:\n" + answer);
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void read(DataInputStream input) {
        try {
            while (readFrame(input)) {}
        } catch (EOFException e) {
            out.add("* end");
        } catch (IOException | RuntimeException e) {
            out.add("* broken: " + e.getMessage());
        } finally {
            out.end();
            json.end();
        }
    }

    /** Reads a frame; false after one that a server may not send. */
    private boolean readFrame(DataInputStream input) throws IOException {
        int first = input.readUnsignedByte();
        int second = input.readUnsignedByte();
        long length = switch (second & 0x7F) {
            case 126 -> input.readUnsignedShort();
            case 127 -> input.readLong();
            default -> second & 0x7F;
        };
        if ((first & 0xF0) != 0x80 || (second & 0x80) != 0 || length > 1 << 20) {
            out.add("* not a frame of a chat server: %02x %02x, %d bytes".formatted(first, second, length));
            return false;
        }
        byte[] payload = input.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException();
        }
        heard(first & 0x0F, payload);
        return true;
    }

    private void heard(int opcode, byte[] payload) {
        switch (opcode) {
            case TEXT -> show(new String(payload, UTF_8));
            case PING -> {
                out.add("* ping");
                if (answersPings) {
                    send(PONG, payload);
                }
            }
            case PONG -> out.add("* pong");
            case CLOSE -> {
                int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                out.add("* close " + code);
                answerClose(payload);
            }
            default -> out.add("* opcode " + opcode);
        }
    }

    /** A close of ours was answered: then the server has ended the connection and may be gone. */
    private synchronized void answerClose(byte[] payload) {
        try {
            output.write(frame(CLOSE, payload));
            output.flush();
        } catch (IOException e) {
            out.add("* gone");
        }
    }

    private void show(String text) {
        json.add(text);
        JsonNode frame = JSON.readTree(text);
        Instant clock = Instant.ofEpochMilli(frame.path("timestamp").asLong());
        out.add("[" + clock + "] " + frame.path("username").asString() + ": "
                + frame.path("content").asString());
    }

    /** Ends the connection without a close frame. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
