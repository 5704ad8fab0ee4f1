package io.miaou.server.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.ServerOptions;
import io.miaou.websocket.WebSocketServer;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Mounts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The official client's bundles, as a page asks for them [SS-SERVE]. */
class ClientBundlesTest {
    private static final String OTHER = "what is no bundle";

    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocketServer server = server("/socket.io/");

    private static WebSocketServer server(String prefix) {
        ServerOptions.Builder options =
                WebSocketServer.builder().host("127.0.0.1").port(0).http(request -> HttpResponse.text(404, OTHER));
        Mounts.add(options, new ClientBundles(prefix));
        try {
            return options.build().start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private java.net.http.HttpResponse<byte[]> ask(String method, String target, String... headers)
            throws IOException, InterruptedException {
        return ask(server, method, target, headers);
    }

    private java.net.http.HttpResponse<byte[]> ask(
            WebSocketServer asked, String method, String target, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked.port() + target))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(java.net.http.HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"})
    void everyBundleIsServedWithItsMap(String name) throws Exception {
        var script = ask("GET", "/socket.io/" + name);
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(header(script, "Content-Type")).isEqualTo("application/javascript; charset=utf-8");
        assertThat(header(script, "Cache-Control")).isEqualTo("public, max-age=0");
        assertThat(header(script, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(new String(script.body(), UTF_8))
                .contains("Socket.IO v")
                .contains("sourceMappingURL=" + name + ".map");
        var map = ask("GET", "/socket.io/" + name + ".map");
        assertThat(header(map, "Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(new String(map.body(), UTF_8)).startsWith("{\"version\":3");
    }

    @Test
    void theTagIsTheVersionOfTheClient() throws Exception {
        var answer = ask("GET", "/socket.io/socket.io.js?v=1");
        String tag = header(answer, "ETag");
        assertThat(tag).matches("\"4\\.8\\.\\d+\"");
        assertThat(new String(answer.body(), UTF_8)).contains("Socket.IO v" + tag.replace("\"", "") + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TAG", "W/TAG", "\"other\", W/TAG", "*"})
    void aClientThatHasItGets304WithoutIt(String known) throws Exception {
        String tag = header(ask("GET", "/socket.io/socket.io.js"), "ETag");
        var answer = ask("GET", "/socket.io/socket.io.js", "If-None-Match", known.replace("TAG", tag));
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "ETag")).isEqualTo(tag);
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=0");
    }

    @Test
    void aClientThatHasAnotherVersionGetsItWhole() throws Exception {
        var answer = ask("GET", "/socket.io/socket.io.js", "If-None-Match", "\"4.8.\", \"4.7.5\", W/\"x");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void gzipIsPreferredToDeflateAndDeflateToNothing() throws Exception {
        byte[] plain = ask("GET", "/socket.io/socket.io.min.js").body();
        var gzip = ask("GET", "/socket.io/socket.io.min.js", "Accept-Encoding", "deflate, gzip, br");
        assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(gzip, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
                .isEqualTo(plain);
        assertThat(gzip.body().length).isLessThan(plain.length / 2);
        var deflate = ask("GET", "/socket.io/socket.io.min.js", "Accept-Encoding", "br, deflate, gzip;q=0");
        assertThat(header(deflate, "Content-Encoding")).isEqualTo("deflate");
        assertThat(new InflaterInputStream(new ByteArrayInputStream(deflate.body())).readAllBytes())
                .isEqualTo(plain);
        assertThat(header(ask("GET", "/socket.io/socket.io.min.js", "Accept-Encoding", "br"), "Content-Encoding"))
                .isEqualTo("none");
    }

    @Test
    void aSecondClientGetsTheSame() throws Exception {
        byte[] first =
                ask("GET", "/socket.io/socket.io.js", "Accept-Encoding", "gzip").body();
        assertThat(ask("GET", "/socket.io/socket.io.js", "Accept-Encoding", "gzip")
                        .body())
                .isEqualTo(first);
    }

    @Test
    void headTellsTheLengthAndSendsNothing() throws Exception {
        var answer = ask("HEAD", "/socket.io/socket.io.esm.min.js");
        int length = ask("GET", "/socket.io/socket.io.esm.min.js").body().length;
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Length")).isEqualTo(Integer.toString(length));
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /socket.io/",
        "GET, /socket.io/version",
        "GET, /socket.io/socket.io.msgpack.js",
        "GET, /socket.io/socket.io.js.map.map",
        "GET, /socket.io/x/socket.io.js",
        "GET, /socket.io/%73ocket.io.js",
        "GET, /socket.io.js",
        "GET, /other/socket.io.js",
        "POST, /socket.io/socket.io.js",
        "DELETE, /socket.io/socket.io.js"
    })
    void everythingElseIsNotItsAffair(String method, String target) throws Exception {
        assertThat(new String(ask(method, target).body(), UTF_8)).isEqualTo(OTHER);
    }

    @Test
    void aPathWithoutASlashAtItsEndHasThemBehindOneAllTheSame() throws Exception {
        try (WebSocketServer bare = server("/live")) {
            assertThat(ask(bare, "GET", "/live/socket.io.min.js").statusCode()).isEqualTo(200);
            assertThat(ask(bare, "GET", "/livesocket.io.min.js").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theLicencesOfAllThatTheyAreMadeOfAreInTheJar() {
        for (String part : new String[] {"socket.io-client", "engine.io-client", "debug", "notepack.io"}) {
            assertThat(ClientBundles.class.getResource("/META-INF/licenses/" + part + "/LICENSE"))
                    .as(part)
                    .isNotNull();
        }
    }
}
