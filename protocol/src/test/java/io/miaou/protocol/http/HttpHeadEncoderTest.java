package io.miaou.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.protocol.http.HttpEvent.Request;
import io.miaou.protocol.http.HttpEvent.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadEncoderTest {
    @Test
    void aResponseIsWrittenWithItsReasonAndFieldsInOrder() {
        ResponseHead head = ResponseHead.of(101, Headers.of("Upgrade", "websocket", "X-Name", "é"));
        assertThat(new String(HttpHeadEncoder.encode(head), StandardCharsets.ISO_8859_1))
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX-Name: é\r\n\r\n");
    }

    @Test
    void aStatusWithoutAWellKnownReasonKeepsTheSpaceBehindIt() {
        assertThat(new String(HttpHeadEncoder.encode(ResponseHead.of(299, Headers.empty())), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 299 \r\n\r\n");
    }

    @Test
    void whatIsWrittenReadsBackAsTheSameHead() {
        RequestHead request = new RequestHead("GET", "/chat?x=%20", 1, Headers.of("Host", "[::1]:80", "A", ""));
        ResponseHead response = ResponseHead.of(404, Headers.of("Content-Length", "0"));
        assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(ByteBuffer.wrap(HttpHeadEncoder.encode(request))))
                .isEqualTo(new Request(request));
        assertThat(new ResponseDecoder(HttpLimits.DEFAULTS).next(ByteBuffer.wrap(HttpHeadEncoder.encode(response))))
                .isEqualTo(new Response(response));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nX: y", "a\0b", "a\u000bb", "a\u007fb", "a\u010ab"})
    void h09_noCharacterThatEndsALineEntersAHead(String evil) {
        assertRefused(() -> Headers.of("X", evil));
        assertRefused(() -> Headers.of(evil, "x"));
        assertRefused(() -> Headers.empty().with("X", evil));
        assertRefused(() -> Headers.empty().withOnly("X", evil));
        assertRefused(() -> new RequestHead("GET", "/" + evil, 1, Headers.empty()));
        assertRefused(() -> new RequestHead("GET", "/?" + evil, 1, Headers.empty()));
        assertRefused(() -> new RequestHead(evil, "/", 1, Headers.empty()));
        assertRefused(() -> new ResponseHead(1, 200, evil, Headers.empty()));
    }

    @Test
    void headsOutOfRangeAreRefusedWithTheValueAndTheRange() {
        assertThatThrownBy(() -> ResponseHead.of(600, Headers.empty()))
                .hasMessageContaining("600")
                .hasMessageContaining("100 to 599");
        assertThatThrownBy(() -> new ResponseHead(2, 200, "", Headers.empty()))
                .hasMessageContaining("2")
                .hasMessageContaining("0 or 1");
        assertThatThrownBy(() -> new RequestHead("GET", "/", 2, Headers.empty()))
                .hasMessageContaining("2")
                .hasMessageContaining("0 or 1");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void s9_3_6_aTunnelIsAskedForWithHostAndPort() {
        assertThat(new String(
                        HttpHeadEncoder.connect("[::1]:443", Headers.of("Host", "[::1]:443")),
                        StandardCharsets.ISO_8859_1))
                .isEqualTo("CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
        for (String authority : new String[] {"", "a b:1", "a:1\r\nX: y", "/"}) {
            assertThatThrownBy(() -> HttpHeadEncoder.connect(authority, Headers.empty()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
