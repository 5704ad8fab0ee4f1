package io.miaou.protocol.http;

import java.util.List;

/** Streams good and bad, for the tests that hold for any stream. Small limits go with them so that each is near. */
final class HttpStreams {
    static final HttpLimits LIMITS = new HttpLimits(60, 60, 120, 6, 20);

    private static final String HOST = "Host: x\r\n";
    private static final String GET = "GET / HTTP/1.1\r\n" + HOST + "\r\n";
    private static final String POST = "POST /p HTTP/1.1\r\n" + HOST;
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

    private HttpStreams() {}

    static final List<String> REQUESTS = List.of(
            // Good
            GET,
            "\r\n" + GET,
            GET + GET + GET,
            GET + "\r\n" + GET,
            "GET / HTTP/1.0\r\n\r\n",
            "OPTIONS /a?b=%20|c HTTP/1.1\r\nHost: [::1]:80\r\nA:\r\nB: \t c\td \t\r\n\r\n",
            POST + "Content-Length: 0\r\n\r\n" + GET,
            POST + "Content-Length: 11\r\n\r\nhello\r\n\r\nyou" + GET,
            POST + "Content-Length: 000000000000000005\r\n\r\nhello" + GET,
            CHUNKED + "0\r\n\r\n" + GET,
            CHUNKED + "3\r\nabc\r\nA\r\n01234\r\n789\r\n0\r\n\r\n" + GET,
            CHUNKED + "00000001\r\na\r\n00000000\r\nX: y\r\nZ:\r\n\r\n" + GET,
            GET + CHUNKED + "2\r\nab\r\n0\r\n\r\n" + POST + "Content-Length: 3\r\n\r\nabc" + GET,
            // Not complete
            "",
            "G",
            "\r",
            "GET / HTTP/1.1\r\nHost: x\r\n",
            GET + "GET",
            POST + "Content-Length: 9\r\n\r\nhell",
            CHUNKED + "5\r\nhell",
            CHUNKED + "0\r\nX: y\r\n",
            // Bad before the request line
            "\0" + GET,
            "\u0001" + GET,
            "\n" + GET,
            "\r" + GET,
            "\r\n\r\n" + GET,
            " " + GET,
            GET + "\0" + GET,
            // Bad request lines
            "GET  / HTTP/1.1\r\n" + HOST + "\r\n",
            "GET / HTTP/1.1 \r\n" + HOST + "\r\n",
            "GET / HTTP/1.1\n" + HOST + "\r\n",
            "GET /\r\n\r\n",
            "GET http://x/ HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /a#b HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /\u00e9 HTTP/1.1\r\n" + HOST + "\r\n",
            "G=T / HTTP/1.1\r\n" + HOST + "\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "GET / HTTP/1.2\r\n" + HOST + "\r\n",
            "GET / http/1.1\r\n" + HOST + "\r\n",
            "GET /" + "a".repeat(60) + " HTTP/1.1\r\n" + HOST + "\r\n",
            // Bad fields
            "GET / HTTP/1.1\r\n\r\n" + GET,
            "GET / HTTP/1.1\r\n" + HOST + HOST + "\r\n" + GET,
            "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" + GET,
            POST + "A : b\r\n\r\n" + GET,
            POST + "A: b\r\n c\r\n\r\n" + GET,
            POST + "A: b\0\r\n\r\n" + GET,
            POST + "A: b\rc\r\n\r\n" + GET,
            POST + ": b\r\n\r\n" + GET,
            POST + "A: " + "b".repeat(60) + "\r\n\r\n" + GET,
            POST + ("A: " + "b".repeat(40) + "\r\n").repeat(3) + "\r\n" + GET,
            POST + "A:\r\n".repeat(9) + "\r\n" + GET,
            // Bad bodies
            POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET,
            POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + GET,
            POST + "Content-Length: +5\r\n\r\nhello" + GET,
            POST + "Content-Length: 21\r\n\r\nhello" + GET,
            POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + GET,
            CHUNKED + "3;a=b\r\nabc\r\n0\r\n\r\n" + GET,
            CHUNKED + "3\r\nabcd\r\n0\r\n\r\n" + GET,
            CHUNKED + "3\nabc\r\n0\r\n\r\n" + GET,
            CHUNKED + "000000003\r\nabc\r\n0\r\n\r\n" + GET,
            CHUNKED + "a\r\n0123456789\r\nb\r\n01234567890\r\n0\r\n\r\n" + GET,
            CHUNKED + "0\r\nA : b\r\n\r\n" + GET,
            CHUNKED + "0\r\n" + "A:\r\n".repeat(7) + "\r\n" + GET);

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    static final List<String> RESPONSES = List.of(
            OK + "Content-Length: 2\r\n\r\nok" + OK + "Content-Length: 0\r\n\r\n",
            "HTTP/1.1 100\r\n\r\n" + OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + OK + "\r\nrest",
            OK + "\r\n" + "0123456789".repeat(3),
            "HTTP/1.0 404 Not Found\r\nA: b\r\n\r\n",
            "HTTP/1.1 204 \r\n\r\n\r\n" + OK,
            "HTTP/1.1 2000 OK\r\n\r\n",
            "HTTP/1.1 " + "2".repeat(60) + "\r\n\r\n",
            "HTTP/3.0 200 OK\r\n\r\n",
            OK + "A: b\nC: d\r\n\r\n",
            OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok",
            OK + "Content-Length: 21\r\n\r\n");
}
