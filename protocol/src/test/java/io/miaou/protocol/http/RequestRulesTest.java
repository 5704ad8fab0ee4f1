package io.miaou.protocol.http;

import static io.miaou.protocol.http.Wire.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.HttpEvent.Problem;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not get through: every form in which two readers could see two messages. */
class RequestRulesTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: x\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length : 5",
                "Content-Length\t: 5",
                "Host x",
                ": y",
                "novalue",
                "A(b): c",
                "é: c",
                "A B: c"
            })
    void h02_aFieldNameThatIsNoTokenRightBeforeItsColonIs400(String field) {
        assertThat(status(POST + field + "\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void h02_aFoldedFieldIs400() {
        assertThat(status(POST + "A: b\r\n c\r\n\r\n")).isEqualTo(400);
        assertThat(status(POST + "A: b\r\n\tc\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / HTTP/1.1\r\n Host: x\r\n\r\n")).isEqualTo(400);
        assertThat(status(POST + " \r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n",
                "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void h02_aBareLfIs400(String stream) {
        assertThat(status(stream)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\rHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n",
                "GET /\rb HTTP/1.1\r\nHost: x\r\n\r\n",
                "\rGET / HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void h02_aBareCrIs400(String stream) {
        assertThat(status(stream)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u0001", "\u007f", "\b", "\u0016\u0003\u0001", " ", "\t", "\u00ef\u00bb\u00bf"})
    void h02_anythingBeforeTheRequestLineButOneEmptyLineIs400(String junk) {
        assertThat(status(junk + "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + junk + "GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo(400);
    }

    @Test
    void h02_nothingButAnLfStandsBehindACr() {
        for (int b = 0; b < 256; b++) {
            if (b != '\n') {
                assertThat(status("GET / HTTP/1.1\r" + (char) b + "Host: x\r\n\r\n"))
                        .as("byte %d", b)
                        .isEqualTo(400);
                assertThat(status(POST + "A: b\r" + (char) b)).as("byte %d", b).isEqualTo(400);
            }
        }
    }

    @Test
    void h02_aSecondEmptyLineBeforeTheRequestLineIs400() {
        assertThat(status("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void h02_aControlCharacterIsRefusedWithItsOwnByteAndNotAtTheEndOfTheLine() {
        ByteBuffer in = ByteBuffer.wrap(Wire.bytes("\u0016\u0003\u0001 a TLS hello on a plain port"));
        assertThat(new RequestDecoder(HttpLimits.DEFAULTS).next(in)).isInstanceOf(Problem.class);
        assertThat(in.position()).isEqualTo(1);
    }

    @Test
    void h02_noControlCharacterButATabStandsInAFieldValue() {
        for (char c = 0; c <= 0x7F; c++) {
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                assertThat(status(POST + "A: b" + c + "c\r\n\r\n"))
                        .as("char %d", (int) c)
                        .isEqualTo(400);
            }
        }
        assertThat(Wire.requests(POST + "A: b\tc\r\n\r\n")).last().isEqualTo("End");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / HTTP/1.1 ",
                " GET / HTTP/1.1",
                "GET\t/ HTTP/1.1",
                "GET /\tHTTP/1.1",
                "GET /",
                "GET",
                "GET / ",
                "/ HTTP/1.1",
                "G(T / HTTP/1.1",
                " / HTTP/1.1",
                "GET / http/1.1",
                "GET / HTTP/1.1x",
                "GET / HTTP/1",
                "GET / HTTP/11",
                "GET / HTTP/1.01",
                "GET / HTTP 1.1",
                "GET / HTTP/a.b",
                "GET / b HTTP/1.1",
                "HTTP/1.1 200 OK"
            })
    void h02_aRequestLineThatIsNotMethodTargetAndVersionIs400(String line) {
        assertThat(status(line + "\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void h08_anHttp11RequestWithoutExactlyOneHostIs400() {
        assertThat(status("GET / HTTP/1.1\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("GET / HTTP/1.0\r\nHost: x\r\nhost: y\r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a,b",
                "a/b",
                "a@b",
                "a?b",
                "a#b",
                "a\\b",
                "http://a",
                "a:b",
                "a:123456",
                "a:1:2",
                ":80",
                "[::1",
                "[::1x",
                "::1",
                "[]",
                "[::1]x",
                "[g::]",
                "[::1]:x",
                "[::1%25lo]",
                "é.fr",
                "a\"b",
                "<a>",
                "{a}",
                "a|b",
                "a^b",
                "a`b"
            })
    void h08_aHostWithForbiddenCharactersIs400(String host) {
        assertThat(status("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "chat.example:8080",
                "127.0.0.1",
                "[::1]",
                "[2001:DB8::1]:443",
                "a_b",
                "xn--caf-dma.fr",
                "a.:",
                "a%20b"
            })
    void h08_aHostIsANameOrAnAddressAndPerhapsAPort(String host) {
        assertThat(Wire.requests("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
                .containsExactly("GET / 1.1 [Header[name=Host, value=" + host + "]]", "End");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a\rb", "/a\nb", "/a\r\nX: y", "/a\0b", "/a?b\0", "/a?\r\nSet-Cookie: c"})
    void h09_lineEndsAndNulInTheTargetAre400(String target) {
        assertThat(status("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void h09_noByteOfThePeerStandsUnescapedInADetail() {
        String evil = "\u00e9\u001b[31m\"\\";
        for (String stream : new String[] {
            "G" + evil + " / HTTP/1.1\r\n",
            "GET " + "/\u00e9\"\\ HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nHost: \u00e9\"\\\r\n\r\n",
            "GET / HTTP/1.1\r\n\u00e9\"\\\r\n",
            POST + "Content-Length: \u00e9\"\\\r\n\r\n",
            POST + "Transfer-Encoding: \u00e9\"\\\r\n\r\n"
        }) {
            Problem problem = Wire.problem(HttpLimits.DEFAULTS, stream);
            assertThat(problem.detail())
                    .matches("[ -~]{1,250}")
                    .doesNotContain("\\\"")
                    .doesNotContain("\u00e9");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://x/",
                "https://x/a",
                "x:443",
                "*",
                "a",
                "../a",
                "/a#b",
                "/é",
                "\\a",
                "//" + "é",
                "?a",
                "/a\u007f",
                "/a\tb",
                "%2fa"
            })
    void h17_aTargetThatIsNotAPathOfVisibleAsciiIs400(String target) {
        assertThat(status("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("OPTIONS " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
        assertThat(status("CONNECT " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void h17_theTargetIsHandedOverAsItCameWithNothingDecodedOrFolded() {
        assertThat(Wire.requests("GET /%2e%2e/../a%00\\b//c HTTP/1.1\r\nHost: x\r\n\r\n"))
                .first()
                .asString()
                .startsWith("GET /%2e%2e/../a%00\\b//c 1.1 ");
    }

    @Test
    void h18_thePrefaceOfHttp2Is505() {
        assertThat(status("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEqualTo(505);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3.0", "HTTP/9.9"})
    void h18_anotherVersionIs505(String version) {
        assertThat(status("GET / " + version + "\r\nHost: x\r\n\r\n")).isEqualTo(505);
    }

    @Test
    void h18_anUpgradeToH2cIsAnOrdinaryRequestOfHttp11() {
        String fields =
                "Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
        assertThat(Wire.requests("GET / HTTP/1.1\r\n" + fields + "\r\n"))
                .hasSize(2)
                .last()
                .isEqualTo("End");
    }
}
