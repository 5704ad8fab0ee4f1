package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.http.HttpRequest;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an open WebSocket keeps of its request is all that was sent. */
class KeptRequestTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 50_123);
    private static final Headers FIELDS = Headers.of(
            "Host",
            "chat.example:8080",
            "connection",
            "keep-alive, Upgrade",
            "Upgrade",
            "websocket",
            "Sec-WebSocket-Key",
            "dGhlIHNhbXBsZSBub25jZQ==",
            "X-Empty",
            "",
            "Cookie",
            "",
            "X-Colons",
            ":a:b:",
            "X-Latin",
            "caf\u00e9\t\u0085\u00ff",
            "Cookie",
            "second=1");

    /** A request of which only who and how is asked. */
    private static HttpRequest known(InetSocketAddress client, InetSocketAddress peer, String scheme) {
        Class<?>[] face = {HttpRequest.class};
        return (HttpRequest) Proxy.newProxyInstance(
                HttpRequest.class.getClassLoader(), face, (self, method, arguments) -> switch (method.getName()) {
                    case "remoteAddress" -> client;
                    case "peerAddress" -> peer;
                    case "scheme" -> scheme;
                    case "isSecure" -> scheme.equals("https");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static RequestHead head(String target, Headers headers) {
        return new RequestHead("GET", target, 1, headers);
    }

    @Test
    void methodTargetAndFieldsComeBackAsTheyWereSentInTheirOrder() {
        KeptRequest request = KeptRequest.of(head("/room/1?name=caf%C3%A9&x=1", FIELDS), known(PEER, PEER, "http"));

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/room/1");
        assertThat(request.query()).isEqualTo("name=caf%C3%A9&x=1");
        assertThat(request.queryParameter("name")).contains("caf\u00e9");
        assertThat(request.headers()).isEqualTo(FIELDS);
        assertThat(request.header("host")).contains("chat.example:8080");
        assertThat(request.headers().all("cookie")).containsExactly("", "second=1");
        assertThat(request.remoteAddress()).isSameAs(PEER);
        assertThat(request).hasToString("GET /room/1?name=caf%C3%A9&x=1 from " + PEER);
    }

    @Test
    void whoAskedThroughWhomAndHowIsKept() {
        InetSocketAddress proxy = new InetSocketAddress("192.0.2.99", 443);
        KeptRequest request = KeptRequest.of(head("/", FIELDS), known(PEER, proxy, "https"));

        assertThat(request.remoteAddress()).isSameAs(PEER);
        assertThat(request.peerAddress()).isSameAs(proxy);
        assertThat(request.scheme()).isEqualTo("https");
        assertThat(request.isSecure()).isTrue();
    }

    @Test
    void aRequestWithoutFieldsOrBodyHasNeither() throws Exception {
        KeptRequest request =
                KeptRequest.of(new RequestHead("GET", "/", 0, Headers.empty()), known(PEER, PEER, "http"));

        assertThat(request.headers()).isEqualTo(Headers.empty());
        assertThat(request.body()).isEmpty();
        assertThat(request.bodyStream().read()).isEqualTo(-1);
    }

    @Test
    void anyFieldsComeBack() {
        long seed = System.nanoTime();
        System.out.println("kept request, seed " + seed);
        Random random = new Random(seed);
        String[] names = {"Host", "host", "Origin", "X-A", "!#$%&'*+-.^_`|~", "Sec-WebSocket-Protocol", "z"};
        for (int round = 0; round < 1_000; round++) {
            Headers headers = Headers.empty();
            for (int i = random.nextInt(20); i > 0; i--) {
                headers = headers.with(names[random.nextInt(names.length)], value(random));
            }
            assertThat(KeptRequest.of(head("/", headers), known(PEER, PEER, "http"))
                            .headers())
                    .isEqualTo(headers);
        }
    }

    private static String value(Random random) {
        StringBuilder value = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            int c = 0x20 + random.nextInt(0x100 - 0x20);
            value.append(c == 0x7F ? '\t' : (char) c);
        }
        return value.toString();
    }
}
