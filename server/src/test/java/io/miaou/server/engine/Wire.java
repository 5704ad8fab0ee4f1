package io.miaou.server.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.miaou.protocol.http.Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a server that says exactly what it is told and shows exactly what comes: HTTP and, behind an upgrade, frames. A read
 * ends after 10 s with a {@link java.net.SocketTimeoutException}.
 */
public final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Socket socket;
    private final InputStream in;

    /** An answer as it stood on the wire; chunks are put together. */
    public record Answer(String statusLine, int status, Headers headers, byte[] body) {
        /** Its body as UTF-8. */
        public String text() {
            return new String(body, UTF_8);
        }

        /** The value of a field, or the empty string. */
        public String header(String name) {
            return String.join("; ", headers.all(name));
        }
    }

    /** A frame of the server's. */
    public record Frame(int opcode, byte[] payload) {
        /** Its payload as UTF-8. */
        public String text() {
            return new String(payload, UTF_8);
        }

        /** The code of a close frame, 1005 for none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static Wire connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a receive buffer of that size, so that little fits on the way; 0 leaves it to the system. */
    public static Wire connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        return new Wire(socket);
    }

    /** From another address of this computer, such as 127.0.0.2. */
    public static Wire connectFrom(String address, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Wire(socket);
    }

    /** Opens a WebSocket. */
    public static Wire webSocket(int port, String target, String... lines) throws IOException {
        Wire wire = connect(port);
        Answer answer = wire.upgrade(target, lines);
        if (answer.status != 101) {
            throw new AssertionError("the handshake was answered " + answer.statusLine);
        }
        return wire;
    }

    /** Asks for a WebSocket. */
    public Answer upgrade(String target, String... lines) throws IOException {
        sendRaw(handshake(target, lines));
        Answer head = readHead();
        return head.status == 101 ? head : withBody(head);
    }

    /** A handshake of RFC 6455. */
    public static String handshake(String target, String... lines) {
        return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n" + joined(lines) + "\r\n";
    }

    private static String joined(String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        return text.toString();
    }

    // --- HTTP -----------------------------------------------------------------------------------------------------

    public Answer get(String target, String... lines) throws IOException {
        return request("GET", target, "", lines);
    }

    public Answer post(String target, String body, String... lines) throws IOException {
        return request("POST", target, body, lines);
    }

    public Answer request(String method, String target, String body, String... lines) throws IOException {
        send(method, target, body, lines);
        return readAnswer();
    }

    /** Sends a request and reads nothing. */
    public void send(String method, String target, String body, String... lines) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        String length = content.length > 0 || method.equals("POST") ? "Content-Length: " + content.length + "\r\n" : "";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                (method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + joined(lines) + length + "\r\n")
                        .getBytes(ISO_8859_1));
        request.writeBytes(content);
        sendRaw(request.toByteArray());
    }

    public void sendRaw(String text) throws IOException {
        sendRaw(text.getBytes(ISO_8859_1));
    }

    public void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public Answer readAnswer() throws IOException {
        return withBody(readHead());
    }

    private Answer withBody(Answer head) throws IOException {
        return new Answer(head.statusLine, head.status, head.headers, readBody(head));
    }

    private Answer readHead() throws IOException {
        String statusLine = readLine();
        List<Headers.Header> fields = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(": ");
            fields.add(new Headers.Header(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new Answer(statusLine, Integer.parseInt(statusLine, 9, 12, 10), Headers.of(fields), new byte[0]);
    }

    private byte[] readBody(Answer head) throws IOException {
        if (head.status == 204 || head.status == 304) {
            return new byte[0];
        }
        if (head.headers.contains("Transfer-Encoding")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.write(readExactly(size));
                readLine();
            }
            readLine();
            return body.toByteArray();
        }
        return readExactly(Integer.parseInt(head.header("Content-Length")));
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("the end came in the line \"" + line + '"');
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 1);
    }

    private byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the end came after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Everything up to the end of the connection. */
    public String readToEnd() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    // --- frames ---------------------------------------------------------------------------------------------------

    public void text(String text) throws IOException {
        frame(1, text.getBytes(UTF_8));
    }

    public void binary(byte[] data) throws IOException {
        frame(2, data);
    }

    /** A final frame, masked with zeros. */
    public void frame(int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        sendRaw(frame.toByteArray());
    }

    public Frame readFrame() throws IOException {
        byte[] head = readExactly(2);
        long length = head[1] & 0x7F;
        if (length == 126 || length == 127) {
            byte[] more = readExactly(length == 126 ? 2 : 8);
            length = 0;
            for (byte octet : more) {
                length = length << 8 | (octet & 0xFF);
            }
        }
        return new Frame(head[0] & 0x0F, readExactly((int) length));
    }

    /** The next frame, which must be text. */
    public String readText() throws IOException {
        Frame frame = readFrame();
        if (frame.opcode != 1) {
            throw new AssertionError(
                    "a frame of opcode " + frame.opcode + " instead of a text, code " + frame.closeCode());
        }
        return frame.text();
    }

    /** The code of the close frame that comes next. */
    public int readClose() throws IOException {
        Frame frame = readFrame();
        if (frame.opcode != 8) {
            throw new AssertionError("a frame of opcode " + frame.opcode + " instead of a close: " + frame.text());
        }
        return frame.closeCode();
    }

    // --- the end --------------------------------------------------------------------------------------------------

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
