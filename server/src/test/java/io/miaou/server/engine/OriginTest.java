package io.miaou.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.server.CorsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OriginTest extends EngineWireTest {
    private static final String FORBIDDEN = "{\"code\":4,\"message\":\"Forbidden\"}";
    private static final String APP = "https://app.example";

    private void startWith(CorsOptions cors) throws IOException {
        start(options -> options.cors(cors));
    }

    private static CorsOptions.Builder only(String origin) {
        return CorsOptions.builder().allowOrigin(origin);
    }

    @Test
    void h11_withoutCorsAForeignOriginIs403OnPollingAndItsOwnIsServed() throws IOException {
        start();
        Wire wire = connect();
        for (String origin : new String[] {"https://evil.example", "null", "http://127.0.0.1:1", "file://"}) {
            Wire.Answer answer = wire.get(POLLING, "Origin: " + origin);
            assertThat(answer.status()).as(origin).isEqualTo(403);
            assertThat(answer.text()).isEqualTo(FORBIDDEN);
            assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
        }
        assertThat(wire.get(POLLING, "Origin: http://127.0.0.1").status()).isEqualTo(200);
    }

    @Test
    void h10_aForeignOriginOnAWebSocketIsRefusedIn400Form() throws IOException {
        start();
        Wire.Answer answer = connect().upgrade(WEBSOCKET, "Origin: https://evil.example", "Cookie: io=1");
        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 400 Bad Request");
        assertThat(answer.header("Content-type")).isEqualTo("text/html");
        assertThat(answer.text()).isEqualTo("Forbidden");
        assertThat(connect().upgrade(WEBSOCKET, "Origin: http://127.0.0.1").status())
                .isEqualTo(101);
    }

    @Test
    void h10_aSessionCannotBeTakenOverByAPageOfAnotherOrigin() throws IOException {
        start();
        Wire wire = connect();
        String session = begin(wire);
        assertThat(wire.get(session, "Origin: https://evil.example").text()).isEqualTo(FORBIDDEN);
        assertThat(connect()
                        .upgrade(session.replace("polling", "websocket"), "Origin: https://evil.example")
                        .text())
                .isEqualTo("Forbidden");
    }

    @Test
    void h11_anyOriginIsToldByAStarWithoutVaryAndWithoutCredentials() throws IOException {
        startWith(only("*").build());
        Wire.Answer answer = connect().get(POLLING, "Origin: https://any.example");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.headers().contains("Vary")).isFalse();
        assertThat(answer.headers().contains("Access-Control-Allow-Credentials"))
                .isFalse();
    }

    @Test
    void h11_credentialsWithAnyOriginAreRefusedByTheOptions() {
        assertThatThrownBy(() -> only("*").credentials(true).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name the origins");
    }

    @Test
    void h11_aSingleOriginIsToldToEverybodyAlsoIn101() throws IOException {
        startWith(only(APP).credentials(true).build());
        for (Wire.Answer answer : new Wire.Answer[] {
            connect().get(POLLING),
            connect().get(POLLING, "Origin: " + APP),
            connect().get(POLLING, "Origin: https://evil.example"),
            connect().get("/engine.io/?EIO=3&transport=polling", "Origin: " + APP),
            connect().upgrade(WEBSOCKET, "Origin: " + APP)
        }) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
            assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
            assertThat(answer.header("Vary")).isEqualTo("Origin");
        }
        assertThat(connect().get(POLLING, "Origin: https://evil.example").status())
                .isEqualTo(403);
    }

    @Test
    void h11_ofSeveralOriginsEachIsToldItsOwn() throws IOException {
        startWith(only(APP)
                .allowOrigin(Pattern.compile("https://[a-z]+\\.other\\.example"))
                .build());
        Wire wire = connect();
        assertThat(wire.get(POLLING, "Origin: " + APP).header("Access-Control-Allow-Origin"))
                .isEqualTo(APP);
        assertThat(wire.get(POLLING, "Origin: https://a.other.example").header("Access-Control-Allow-Origin"))
                .isEqualTo("https://a.other.example");
        Wire.Answer foreign = wire.get(POLLING, "Origin: https://a.other.example.evil.example");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.headers().contains("Access-Control-Allow-Origin")).isFalse();
        assertThat(foreign.header("Vary")).isEqualTo("Origin");
    }

    @Test
    void esHdr_aPreflightIs204WithTheReferencesFields() throws IOException {
        startWith(only(APP).credentials(true).build());
        Wire.Answer answer = connect()
                .request(
                        "OPTIONS",
                        POLLING,
                        "",
                        "Origin: " + APP,
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: x-a, x-b");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET,HEAD,PUT,PATCH,POST,DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("x-a, x-b");
        assertThat(answer.header("Vary")).isEqualTo("Origin, Access-Control-Request-Headers");
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        assertThat(answer.headers().contains("Access-Control-Max-Age")).isFalse();
    }

    @Test
    void esHdr_aPreflightOfAForeignPageIsToldNothingOfIt() throws IOException {
        startWith(only(APP).allowOrigin("https://two.example").build());
        Wire.Answer answer = connect().request("OPTIONS", POLLING, "", "Origin: https://evil.example");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().contains("Access-Control-Allow-Origin")).isFalse();
    }

    @Test
    void esHdr_listsOfTheOptionsReplaceTheDefaults() throws IOException {
        startWith(only("*")
                .methods("GET", "POST")
                .allowedHeaders("x-one", "x-two")
                .exposedHeaders("x-three")
                .maxAge(Duration.ofMinutes(10))
                .build());
        Wire.Answer answer =
                connect().request("OPTIONS", POLLING, "", "Origin: " + APP, "Access-Control-Request-Headers: x-a");
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET,POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("x-one,x-two");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(answer.headers().contains("Vary")).isFalse();
        assertThat(connect().get(POLLING).header("Access-Control-Expose-Headers"))
                .isEqualTo("x-three");
    }

    @Test
    void h19_everyAnswerOfTheEngineSaysNosniffAndPollsAloneNoStore() throws IOException {
        startWith(only("*").build());
        Wire wire = connect();
        String session = begin(wire);
        for (Wire.Answer answer : new Wire.Answer[] {
            wire.post(session, "4a"),
            wire.get(session),
            wire.get("/engine.io/?transport=x"),
            wire.request("PUT", session, ""),
            wire.request("OPTIONS", session, "")
        }) {
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.headers().contains("Cache-Control")).isEqualTo(answer.status() == 200);
        }
    }
}
