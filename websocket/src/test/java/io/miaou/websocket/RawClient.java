package io.miaou.websocket;

import io.miaou.protocol.http.Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client that knows nothing: it sends the bytes it is told and reads what comes, so that a test can break every rule.
 *
 * <p>Every read ends after {@value #PATIENCE_MILLIS} ms at the latest, with a {@link java.net.SocketTimeoutException}. Its
 * reader of answers is its own and shares nothing with the server's code. One thread may send while another reads.
 */
final class RawClient implements AutoCloseable {
    /** The key of RFC 6455 §1.3, and what a server answers to it. */
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer as it stood on the wire; chunks are put together. */
    record Answer(String statusLine, int status, Headers headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The only value of a header field. */
        String header(String name) {
            List<String> values = headers.all(name);
            if (values.size() != 1) {
                throw new AssertionError(name + " is there " + values.size() + " times: " + headers);
            }
            return values.getFirst();
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    // --- connecting -----------------------------------------------------------------------------------------------

    /** Connects to a port of 127.0.0.1. */
    static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** Connects with a receive buffer of that size, so that little fits on the way; 0 leaves it to the system. */
    static RawClient connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return new RawClient(socket);
        } catch (IOException error) {
            socket.close();
            throw error;
        }
    }

    /** Connects from an address of this computer, such as 127.0.0.2. */
    static RawClient connectFrom(String address, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(address), 0);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(socket);
    }

    /** Talks over a socket that is connected, a TLS one for instance. */
    static RawClient over(Socket connected) throws IOException {
        connected.setSoTimeout(PATIENCE_MILLIS);
        return new RawClient(connected);
    }

    /** Connects and opens a WebSocket; what follows on the wire are frames. */
    static RawClient open(int port, String path) throws IOException {
        RawClient client = connect(port);
        try {
            client.send(handshake(path));
            Answer answer = client.readHead();
            if (answer.status != 101) {
                throw new AssertionError("the handshake was answered " + answer.statusLine);
            }
            return client;
        } catch (IOException | AssertionError error) {
            client.close();
            throw error;
        }
    }

    /** A handshake as RFC 6455 §1.3 has it, with further header lines, each without its CR LF. */
    static String handshake(String path, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Version: 13"));
        lines.addAll(List.of(more));
        return get(path, lines.toArray(String[]::new));
    }

    /** A GET of HTTP/1.1, with further header lines, each without its CR LF. */
    static String get(String target, String... more) {
        return request("GET", target, "", more);
    }

    /** A POST with a body of announced length, one byte per char. */
    static String post(String target, String body, String... more) {
        String[] lines = Arrays.copyOf(more, more.length + 1);
        lines[more.length] = "Content-Length: " + body.length();
        return request("POST", target, body, lines);
    }

    /** A request of HTTP/1.1. */
    static String request(String method, String target, String body, String... lines) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        for (String line : lines) {
            request.append(line).append("\r\n");
        }
        return request.append("\r\n").append(body).toString();
    }

    // --- sending --------------------------------------------------------------------------------------------------

    /** Sends text, one byte per char. */
    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes with one call, so that short ones share a segment. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Says that nothing more comes (FIN) and goes on reading. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Breaks the connection off with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** The address the server sees. */
    InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** How long one read may take from now on. */
    void patience(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    // --- reading --------------------------------------------------------------------------------------------------

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        return in.read();
    }

    /** So many bytes; fails when the end comes first. */
    byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the end came after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /** Everything up to the end of the connection. */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    /** A line, without its CR LF. */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException(
                        "the end came in the line \"" + line.toString(StandardCharsets.ISO_8859_1) + '"');
            }
            line.write(octet);
        }
        byte[] bytes = line.toByteArray();
        if (bytes.length == 0 || bytes[bytes.length - 1] != '\r') {
            throw new AssertionError("a line without CR: " + line.toString(StandardCharsets.ISO_8859_1));
        }
        return new String(bytes, 0, bytes.length - 1, StandardCharsets.ISO_8859_1);
    }

    /** The head of an answer; its body is left unread. */
    Answer readHead() throws IOException {
        String statusLine = readLine();
        if (!statusLine.startsWith("HTTP/1.1 ") || statusLine.length() < 13) {
            throw new AssertionError("not a status line: " + statusLine);
        }
        List<Headers.Header> fields = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(": ");
            fields.add(new Headers.Header(line.substring(0, colon), line.substring(colon + 2)));
        }
        int status = Integer.parseInt(statusLine, 9, 12, 10);
        return new Answer(statusLine, status, Headers.of(fields), new byte[0]);
    }

    /** An answer with its body: of the announced length, in chunks, or to the end of the connection. */
    Answer readAnswer() throws IOException {
        Answer head = readHead();
        return new Answer(head.statusLine, head.status, head.headers, readBody(head));
    }

    private byte[] readBody(Answer head) throws IOException {
        if (head.status < 200 || head.status == 204 || head.status == 304) {
            return new byte[0];
        }
        if (head.headers.contains("Transfer-Encoding")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
                body.write(chunk);
            }
            return body.toByteArray();
        }
        return head.headers.contains("Content-Length")
                ? readExactly(Integer.parseInt(head.header("Content-Length")))
                : readToEnd();
    }

    /** One chunk of an answer; empty for the last. */
    byte[] readChunk() throws IOException {
        byte[] chunk = readExactly(Integer.parseInt(readLine(), 16));
        String end = readLine();
        if (!end.isEmpty()) {
            throw new AssertionError("behind a chunk stands " + end + " after " + Arrays.toString(chunk));
        }
        return chunk;
    }
}
