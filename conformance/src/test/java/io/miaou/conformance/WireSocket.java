package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket by hand, or what was answered in its place. One thread sends and asks; a reader of its own collects frames. */
final class WireSocket implements AutoCloseable {
    private static final int END = -1;
    private static final int NO_STATUS = 1005; // RFC 6455 section 7.4.1

    private final Socket socket;
    private final String head;
    private final String body;
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

    /** What came. */
    record Frame(int opcode, byte[] payload) {
        @Override
        public String toString() {
            return switch (opcode) {
                case RawClient.TEXT -> "text " + new String(payload, UTF_8);
                case RawClient.BINARY -> "binary " + Arrays.toString(payload);
                case RawClient.CLOSE -> "close " + Arrays.toString(payload);
                case END -> "the end of the connection";
                default -> "opcode " + opcode;
            };
        }
    }

    private WireSocket(Socket socket, String head, String body) {
        this.socket = socket;
        this.head = head;
        this.body = body;
    }

    static WireSocket open(int port, String target, String... headers) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost:" + port
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            Wire.write(
                    socket.getOutputStream(), request.append("\r\n").toString().getBytes(ISO_8859_1));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String head = Wire.head(in);
            if (!head.startsWith("HTTP/1.1 101 ")) {
                return new WireSocket(socket, head, new String(in.readAllBytes(), UTF_8));
            }
            WireSocket open = new WireSocket(socket, head, "");
            Thread.ofVirtual().start(() -> open.read(in));
            return open;
        } catch (IOException e) {
            throw new UncheckedIOException("WebSocket " + target, e);
        }
    }

    /** 101, or the status of the refusal. */
    int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The head of the answer. */
    String head() {
        return head;
    }

    /** The body of the refusal. */
    String body() {
        return body;
    }

    private void read(DataInputStream in) {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int second = in.readUnsignedByte();
                long length = switch (second & 0x7F) {
                    case 126 -> in.readUnsignedShort();
                    case 127 -> in.readLong();
                    default -> second & 0x7F;
                };
                byte[] payload = new byte[Math.toIntExact(length)];
                in.readFully(payload);
                frames.add(new Frame(first & 0x0F, payload));
            }
        } catch (IOException ended) {
            frames.add(new Frame(END, new byte[0]));
        }
    }

    /** The next frame. */
    Frame next() {
        try {
            Frame frame = frames.poll(Transcript.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (frame == null) {
                throw new AssertionError("no frame came");
            }
            return frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The next frame, which is to be a text. */
    String text() {
        Frame frame = next();
        if (frame.opcode() != RawClient.TEXT) {
            throw new AssertionError("expected a text, got " + frame);
        }
        return new String(frame.payload(), UTF_8);
    }

    /** The next text that is no ping of the engine; each ping is answered. */
    String textBesidePings() {
        String text = text();
        while (text.equals("2")) {
            send("3");
            text = text();
        }
        return text;
    }

    /** The next frame, which is to be binary. */
    byte[] binary() {
        Frame frame = next();
        if (frame.opcode() != RawClient.BINARY) {
            throw new AssertionError("expected binary, got " + frame);
        }
        return frame.payload();
    }

    /** Waits for the close frame, whatever comes before it but a text that is no ping; its code. */
    int closeCode() {
        Frame frame = next();
        while (frame.toString().equals("text 2")) {
            frame = next();
        }
        if (frame.opcode() != RawClient.CLOSE) {
            throw new AssertionError("expected a close frame, got " + frame);
        }
        return frame.payload().length < 2
                ? NO_STATUS
                : ByteBuffer.wrap(frame.payload()).getShort() & 0xFFFF;
    }

    /** The reason that came with a close frame of that code. */
    String closeReason(int code) {
        Frame frame = next();
        if (frame.opcode() != RawClient.CLOSE
                || (ByteBuffer.wrap(frame.payload()).getShort() & 0xFFFF) != code) {
            throw new AssertionError("expected a close frame with " + code + ", got " + frame);
        }
        return new String(frame.payload(), 2, frame.payload().length - 2, UTF_8);
    }

    /** Waits until the connection is over, with or without a close frame; pings of the engine may come before. */
    void expectClosed() {
        Frame frame = next();
        while (frame.toString().equals("text 2")) {
            frame = next();
        }
        if (frame.opcode() != RawClient.CLOSE && frame.opcode() != END) {
            throw new AssertionError("expected the end, got " + frame);
        }
    }

    void send(String text) {
        write(RawClient.frame(RawClient.TEXT, text.getBytes(UTF_8)));
    }

    void send(byte[] data) {
        write(RawClient.frame(RawClient.BINARY, data));
    }

    /** Bytes as they are. */
    void write(byte[] bytes) {
        try {
            Wire.write(socket.getOutputStream(), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it without a close frame. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
