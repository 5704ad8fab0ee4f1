package io.miaou.protocol.websocket;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.HttpSyntax;
import io.miaou.protocol.http.RequestHead;
import io.miaou.protocol.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the opening handshake, for both sides (RFC 6455 §4).
 *
 * <p>What a request may do besides (its path, its origin, who sends it) is the server's to judge; here is what makes it a
 * well-formed handshake. The one extension known is permessage-deflate (RFC 7692); offers of others are checked for grammar
 * and declined, which is always allowed (§9.1). Stateless, safe for use by many threads.
 */
public final class Handshake {
    private static final String VERSION = "13";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3
    private static final int KEY_BYTES = 16;

    private Handshake() {}

    /** A server's judgement of a request. */
    public sealed interface Answer {
        /** Plain HTTP: nothing in it asks for WebSocket. */
        record NotWebSocket() implements Answer {}

        /** Answer 101 with these headers; when compression was agreed on, both directions use these parameters. */
        record Accept(Headers headers, Optional<String> subprotocol, Optional<DeflateParameters> deflate)
                implements Answer {
            /** Accepts without compression. */
            public Accept(Headers headers, Optional<String> subprotocol) {
                this(headers, subprotocol, Optional.empty());
            }
        }

        /** Answer this status with these headers; the detail is for the log. */
        record Refuse(int status, Headers headers, String detail) implements Answer {}
    }

    /** A client's judgement of a response. */
    public sealed interface Outcome {
        /** The connection is open; when compression was agreed on, both directions use these parameters. */
        record Open(Optional<String> subprotocol, Optional<DeflateParameters> deflate) implements Outcome {
            /** Open without compression. */
            public Open(Optional<String> subprotocol) {
                this(subprotocol, Optional.empty());
            }
        }

        /** It is not; the detail says why. */
        record Failed(String detail) implements Outcome {}
    }

    // --- server ---------------------------------------------------------------------------------------------------

    /** As {@link #answer(RequestHead, List, DeflatePolicy)}, without compression. */
    public static Answer answer(RequestHead request, List<String> subprotocols) {
        return answer(request, subprotocols, DeflatePolicy.OFF);
    }

    /**
     * Judges a request (RFC 6455 §4.2.1) and makes the answer (§4.2.2).
     *
     * @param subprotocols those the server speaks; of the client's list the first of them is agreed on
     * @param deflate whether the server compresses, and how; of the client's offers the first valid one is agreed on, an
     *     offer with a fault is passed over (RFC 7692 §7.1)
     */
    public static Answer answer(RequestHead request, List<String> subprotocols, DeflatePolicy deflate) {
        Headers headers = request.headers();
        boolean upgrades = headers.hasToken("Upgrade", "websocket");
        if (!upgrades && !headers.contains("Sec-WebSocket-Key")) {
            return new Answer.NotWebSocket();
        }
        if (!upgrades) {
            return refuse(426, "a handshake without Upgrade: websocket; a proxy may have dropped it");
        }
        String fault = faultOf(request);
        if (fault != null) {
            return refuse(400, fault);
        }
        if (!headers.all("Sec-WebSocket-Version").equals(List.of(VERSION))) {
            return refuse(426, "Sec-WebSocket-Version is not 13"); // RFC 6455 §4.4
        }
        List<String> offered = subprotocols(headers.all("Sec-WebSocket-Protocol"));
        if (offered == null) {
            return refuse(400, "malformed Sec-WebSocket-Protocol");
        }
        List<ExtensionOffer> extensions =
                ExtensionOffer.parse(headers.all(EXTENSIONS)).orElse(null);
        if (extensions == null) {
            return refuse(400, "malformed " + EXTENSIONS);
        }
        Optional<String> agreed =
                offered.stream().filter(subprotocols::contains).findFirst();
        Headers answer = acceptHeaders(headers.all("Sec-WebSocket-Key").getFirst(), agreed);
        DeflateNegotiation.Agreement agreement = DeflateNegotiation.agree(extensions, deflate);
        return agreement == null
                ? new Answer.Accept(answer, agreed)
                : new Answer.Accept(
                        answer.with(EXTENSIONS, agreement.answer()), agreed, Optional.of(agreement.parameters()));
    }

    private static @Nullable String faultOf(RequestHead request) {
        Headers headers = request.headers();
        if (!request.method().equals("GET")) {
            return "a handshake must be a GET";
        }
        if (request.minorVersion() != 1) {
            return "a handshake must be HTTP/1.1";
        }
        if (!headers.hasToken("Connection", "Upgrade")) {
            return "Upgrade without Connection: Upgrade";
        }
        if (headers.contains("Transfer-Encoding")
                || !headers.first("Content-Length").orElse("0").equals("0")) {
            return "a handshake with a body: what follows it could be read in two ways";
        }
        List<String> keys = headers.all("Sec-WebSocket-Key");
        if (keys.size() != 1) {
            return keys.isEmpty() ? "no Sec-WebSocket-Key" : "more than one Sec-WebSocket-Key";
        }
        return isKey(keys.getFirst()) ? null : "Sec-WebSocket-Key is not 16 bytes in base64";
    }

    private static Answer refuse(int status, String detail) {
        Headers headers =
                status == 426 ? Headers.of("Upgrade", "websocket", "Sec-WebSocket-Version", VERSION) : Headers.empty();
        return new Answer.Refuse(status, headers, detail);
    }

    private static Headers acceptHeaders(String key, Optional<String> subprotocol) {
        Headers headers =
                Headers.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Accept", acceptKey(key));
        return subprotocol
                .map(name -> headers.with("Sec-WebSocket-Protocol", name))
                .orElse(headers);
    }

    private static boolean isKey(String key) {
        if (key.length() != 24 || !key.endsWith("==")) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** The tokens of the list, each once (RFC 6455 §4.1 item 10); null when the list is malformed. */
    private static @Nullable List<String> subprotocols(List<String> fieldValues) {
        Set<String> names = new LinkedHashSet<>();
        for (String fieldValue : fieldValues) {
            if (!readDistinctTokens(new HeaderCursor(fieldValue), names)) {
                return null;
            }
        }
        return List.copyOf(names);
    }

    static boolean readDistinctTokens(HeaderCursor cursor, Set<String> names) {
        do {
            String name = cursor.token();
            if (name == null || !names.add(name)) {
                return false;
            }
        } while (cursor.take(','));
        return cursor.isAtEnd();
    }

    // --- client ---------------------------------------------------------------------------------------------------

    /** As {@link #request(String, String, byte[], List, DeflatePolicy, Headers)}, without compression. */
    public static RequestHead request(
            String host, String target, byte[] nonce, List<String> subprotocols, Headers more) {
        return request(host, target, nonce, subprotocols, DeflatePolicy.OFF, more);
    }

    /**
     * Makes a client's request (RFC 6455 §4.1).
     *
     * @param host the value of the Host header
     * @param target path and query
     * @param nonce 16 random bytes
     * @param subprotocols in order of preference
     * @param deflate whether to offer compression, and how
     * @param more further headers, such as Origin or Cookie
     * @throws IllegalArgumentException when the nonce has another length, a subprotocol is no token or given twice, the
     *     target is not in origin form, or the host may not stand in a header
     */
    public static RequestHead request(
            String host, String target, byte[] nonce, List<String> subprotocols, DeflatePolicy deflate, Headers more) {
        if (nonce.length != KEY_BYTES) {
            throw new IllegalArgumentException("nonce has " + nonce.length + " bytes: give " + KEY_BYTES);
        }
        requireDistinctTokens(subprotocols);
        List<Headers.Header> headers = new ArrayList<>();
        headers.add(new Headers.Header("Host", host));
        headers.add(new Headers.Header("Upgrade", "websocket"));
        headers.add(new Headers.Header("Connection", "Upgrade"));
        headers.add(new Headers.Header("Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce)));
        headers.add(new Headers.Header("Sec-WebSocket-Version", VERSION));
        if (!subprotocols.isEmpty()) {
            headers.add(new Headers.Header("Sec-WebSocket-Protocol", String.join(", ", subprotocols)));
        }
        if (deflate instanceof DeflatePolicy.On wanted) {
            headers.add(new Headers.Header(EXTENSIONS, DeflateNegotiation.offer(wanted)));
        }
        more.forEach(headers::add);
        return new RequestHead("GET", target, 1, Headers.of(headers));
    }

    private static void requireDistinctTokens(List<String> subprotocols) {
        Set<String> seen = new HashSet<>();
        for (String name : subprotocols) {
            if (!HttpSyntax.isToken(name)) {
                throw new IllegalArgumentException("subprotocol " + HttpSyntax.quote(name) + " is not a token");
            }
            if (!seen.add(name)) { // servers refuse such a list: RFC 6455 §4.1 item 10
                throw new IllegalArgumentException("subprotocol " + name + " is given twice: give each once");
            }
        }
    }

    /** Judges the answer to a request of {@link #request} (RFC 6455 §4.1, "the client MUST validate the server's response"). */
    public static Outcome outcome(RequestHead request, ResponseHead response) {
        Headers headers = response.headers();
        if (response.status() != 101) {
            return new Outcome.Failed("the server answered " + response.status() + " instead of 101");
        }
        if (response.minorVersion() != 1) {
            return new Outcome.Failed("101 in HTTP/1.0, which knows no upgrade"); // RFC 9110 §15.2
        }
        if (!headers.hasToken("Upgrade", "websocket")) {
            return new Outcome.Failed("101 without Upgrade: websocket");
        }
        if (!headers.hasToken("Connection", "Upgrade")) {
            return new Outcome.Failed("101 without Connection: Upgrade");
        }
        String expected = acceptKey(request.headers().first("Sec-WebSocket-Key").orElseThrow());
        if (!headers.all("Sec-WebSocket-Accept").equals(List.of(expected))) {
            return new Outcome.Failed("Sec-WebSocket-Accept does not answer the key that was sent");
        }
        DeflateParameters deflate = null;
        if (headers.contains(EXTENSIONS)) {
            deflate = deflate(request, headers.all(EXTENSIONS));
            if (deflate == null) { // RFC 6455 §9.1, RFC 7692 §7.1
                return new Outcome.Failed("the server uses an extension, or a form of it, that was not offered");
            }
        }
        List<String> chosen = headers.all("Sec-WebSocket-Protocol");
        List<String> offered = subprotocols(request.headers().all("Sec-WebSocket-Protocol"));
        if (chosen.size() > 1 || (chosen.size() == 1 && (offered == null || !offered.contains(chosen.getFirst())))) {
            return new Outcome.Failed("the server chose a subprotocol that was not offered");
        }
        return new Outcome.Open(chosen.stream().findFirst(), Optional.ofNullable(deflate));
    }

    /** What the server's one extension amounts to; null when it is no valid answer to what the request offers. */
    private static @Nullable DeflateParameters deflate(RequestHead request, List<String> answered) {
        List<ExtensionOffer> used = ExtensionOffer.parse(answered).orElse(List.of());
        if (used.size() != 1) {
            return null;
        }
        List<ExtensionOffer> offered =
                ExtensionOffer.parse(request.headers().all(EXTENSIONS)).orElse(List.of());
        return DeflateNegotiation.judge(offered, used.getFirst());
    }

    // --- both -----------------------------------------------------------------------------------------------------

    /** What proves that a server understood a key (RFC 6455 §4.2.2 item 5.4). */
    public static String acceptKey(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-1", impossible);
        }
    }
}
