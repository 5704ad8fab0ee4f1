package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * HTTP and WebSocket by hand, with no code of Miaou, against one server and one of its paths: every request goes out on a connection
 * of its own, so that the order of bytes is the test's. Any thread.
 */
final class Wire {
    static final JsonMapper JSON = new JsonMapper();

    private static final Pattern SID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    private final int port;
    private final String path;

    Wire(int port, String path) {
        this.port = port;
        this.path = path;
    }

    /** An answer. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, UTF_8);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        JsonNode json() {
            return JSON.readTree(text());
        }
    }

    int port() {
        return port;
    }

    // --- requests -------------------------------------------------------------------------------------------------

    /** A request that was written, but not read yet. */
    Pending begin(String method, String query, byte @Nullable [] body, String... headers) {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Transcript.PATIENCE.toMillis());
            StringBuilder head = new StringBuilder(
                    method + " " + path + query + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n");
            if (body != null) {
                head.append("Content-Length: ").append(body.length).append("\r\n");
            }
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
            bytes.writeBytes(body == null ? new byte[0] : body);
            socket.getOutputStream().write(bytes.toByteArray());
            return new Pending(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + query, e);
        }
    }

    Answer send(String method, String query, byte @Nullable [] body, String... headers) {
        return begin(method, query, body, headers).answer();
    }

    Answer get(String query, String... headers) {
        return send("GET", query, null, headers);
    }

    Answer post(String query, String body, String... headers) {
        return send("POST", query, body.getBytes(UTF_8), headers);
    }

    /** A GET that was written and is not answered yet; the server has taken notice of it when this returns. */
    Pending hang(String query) {
        Pending pending = begin("GET", query, null);
        settle();
        return pending;
    }

    /**
     * Waits until the server has read what was sent before. Each loop of the server gets two of these round trips at least, as
     * connections go round its loops: in the second, what came before the first has been read.
     */
    void settle() {
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            get("?EIO=4&transport=none");
        }
    }

    // --- sessions -------------------------------------------------------------------------------------------------

    static String sid(String open) {
        Matcher sid = SID.matcher(open);
        if (!sid.find()) {
            throw new AssertionError("no sid in " + open);
        }
        return sid.group(1);
    }

    /** Begins a session on polling; its query, {@code ?EIO=4&transport=polling&sid=...}. */
    String session() {
        Answer answer = get("?EIO=4&transport=polling");
        if (answer.status() != 200) {
            throw new AssertionError("the handshake was answered with " + answer.status() + " " + answer.text());
        }
        return "?EIO=4&transport=polling&sid=" + sid(answer.text());
    }

    /** The query of a WebSocket for the session that such a query names. */
    static String upgrade(String session) {
        return session.replace("transport=polling", "transport=websocket");
    }

    /** A WebSocket, or the refusal of one. */
    WireSocket webSocket(String query, String... headers) {
        return WireSocket.open(port, path + query, headers);
    }

    /** A session on WebSocket whose open packet was read. */
    WireSocket openWebSocket() {
        WireSocket socket = webSocket("?EIO=4&transport=websocket");
        String open = socket.text();
        if (!open.startsWith("0{")) {
            throw new AssertionError("no open packet: " + open);
        }
        return socket;
    }

    /** An answer to come. One thread. */
    static final class Pending implements AutoCloseable {
        private final Socket socket;

        private Pending(Socket socket) {
            this.socket = socket;
        }

        /** Waits for it. */
        Answer answer() {
            try (socket) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                String head = head(in);
                int status = Integer.parseInt(head.substring(9, 12));
                Map<String, String> headers = headers(head);
                return new Answer(status, headers, body(in, headers));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The same, empty when the connection ended without one. */
        Optional<Answer> answerIfAny() {
            try {
                return Optional.of(answer());
            } catch (UncheckedIOException dropped) {
                return Optional.empty();
            }
        }

        /** Goes away without waiting. */
        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Map<String, String> headers(String head) {
            Map<String, String> headers = new TreeMap<>();
            head.lines().skip(1).filter(line -> !line.isEmpty()).forEach(line -> {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip(),
                        (one, more) -> one + "\n" + more);
            });
            return headers;
        }

        private static byte[] body(DataInputStream in, Map<String, String> headers) throws IOException {
            String length = headers.get("content-length");
            if (length != null) {
                byte[] body = new byte[Integer.parseInt(length)];
                in.readFully(body);
                return body;
            }
            byte[] all = in.readAllBytes();
            return headers.containsKey("transfer-encoding") ? dechunked(all) : all;
        }

        private static byte[] dechunked(byte[] chunks) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            int at = 0;
            while (true) {
                int end = at;
                while (chunks[end] != '\r') {
                    end++;
                }
                int size = Integer.parseInt(new String(chunks, at, end - at, ISO_8859_1), 16);
                if (size == 0) {
                    return whole.toByteArray();
                }
                whole.write(chunks, end + 2, size);
                at = end + 2 + size + 2;
            }
        }
    }

    /** Reads up to the empty line. */
    static String head(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] end = {'\r', '\n', '\r', '\n'};
        while (head.size() < 4
                || !Arrays.equals(Arrays.copyOfRange(head.toByteArray(), head.size() - 4, head.size()), end)) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended in the head of an answer: " + head.toString(ISO_8859_1));
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    /** Splits the body of a poll into its packets. */
    static List<String> packets(String body) {
        return List.of(body.split("\u001e", -1));
    }

    /** Writes all at once. */
    static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }
}
