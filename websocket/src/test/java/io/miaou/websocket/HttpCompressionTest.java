package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpHandler;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.http.StaticFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in gzip (RFC 9110 §8.4, §12.5.3), over real sockets. */
class HttpCompressionTest extends ServerTest {
    private static final String GZIP = "Accept-Encoding: gzip";
    private static final String LONG = "Miaou says hello. ".repeat(200);

    private RawClient client(HttpHandler handler) throws IOException {
        return connect(start(s -> s.http(handler)));
    }

    private RawClient client(HttpResponse response) throws IOException {
        return client(request -> response);
    }

    private static RawClient.Answer get(RawClient client, String... lines) throws IOException {
        client.send(RawClient.get("/", lines));
        return client.readAnswer();
    }

    private static String unpacked(byte[] body) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertPlain(RawClient.Answer answer, String body, boolean varies) {
        assertThat(answer.headers().contains("Content-Encoding")).isFalse();
        assertThat(answer.headers().all("Vary")).hasSize(varies ? 1 : 0);
        assertThat(answer.text()).isEqualTo(body);
    }

    // --- what is compressed ---------------------------------------------------------------------------------------

    @Test
    void aClientThatTakesGzipGetsItAndOneThatDoesNotGetsTheSameText() throws Exception {
        RawClient client = client(HttpResponse.text(200, LONG));
        RawClient.Answer packed = get(client, GZIP);
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(packed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(packed.header("Content-Length")).isEqualTo(Integer.toString(packed.body().length));
        assertThat(packed.body()).hasSizeLessThan(LONG.length() / 10);
        assertThat(unpacked(packed.body())).isEqualTo(LONG);
        assertPlain(get(client), LONG, true);
        assertPlain(get(client, "Accept-Encoding: br;q=1.0, identity"), LONG, true);
    }

    @Test
    void theJdksClientUnpacksIt() throws Exception {
        WebSocketServer server = start(s -> s.http(request -> HttpResponse.text(200, LONG)));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                    .header("Accept-Encoding", "gzip, deflate")
                    .build();
            java.net.http.HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("content-encoding")).contains("gzip");
            assertThat(unpacked(answer.body())).isEqualTo(LONG);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text/html; charset=utf-8, true",
        "TEXT/CSS,                 true",
        "application/json,         true",
        "application/problem+json, true",
        "image/svg+xml,            true",
        "application/wasm,         true",
        "text/event-stream,        true",
        "image/png,                false",
        "application/zip,          false",
        "font/woff2,               false",
        "application/octet-stream, false",
    })
    void onlyWhatMayShrinkIsCompressed(String type, boolean compressed) throws Exception {
        byte[] body = LONG.getBytes(StandardCharsets.UTF_8);
        RawClient.Answer answer = get(client(HttpResponse.bytes(200, type, body)), GZIP);
        assertThat(answer.headers().contains("Content-Encoding")).isEqualTo(compressed);
        assertThat(answer.headers().contains("Vary")).isEqualTo(compressed);
    }

    @Test
    void anAnswerWithoutATypeIsLeftAlone() throws Exception {
        HttpResponse.Whole body = new HttpResponse.Whole(LONG.getBytes(StandardCharsets.UTF_8));
        assertPlain(get(client(new HttpResponse(200, Headers.empty(), body)), GZIP), LONG, false);
    }

    @Test
    void below1024BytesNothingIsGained() throws Exception {
        assertPlain(get(client(HttpResponse.text(200, "x".repeat(1_023))), GZIP), "x".repeat(1_023), false);
        assertThat(get(client(HttpResponse.text(200, "x".repeat(1_024))), GZIP).header("Content-Encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void whatDoesNotShrinkIsSentAsItIs() throws Exception {
        byte[] noise = new byte[4_096];
        new Random(42).nextBytes(noise);
        RawClient.Answer answer = get(client(HttpResponse.bytes(200, "text/plain", noise)), GZIP);
        assertThat(answer.headers().contains("Content-Encoding")).isFalse();
        assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.body()).isEqualTo(noise);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: br",
                "content-encoding: identity",
                "Content-Range: bytes 0-9/10",
                "Content-Digest: sha-256=:AAAA:",
                "Cache-Control: private, No-Transform"
            })
    void whatTheApplicationSaysOfItsBytesStaysTrue(String field) throws Exception {
        int colon = field.indexOf(": ");
        HttpResponse response =
                HttpResponse.text(200, LONG).withHeader(field.substring(0, colon), field.substring(colon + 2));
        RawClient.Answer answer = get(client(response), GZIP);
        assertThat(answer.text()).isEqualTo(LONG);
        assertThat(answer.headers().contains("Vary")).isFalse();
    }

    @Test
    void aPartIsSentAsItIs() throws Exception {
        assertPlain(get(client(HttpResponse.text(206, LONG)), GZIP), LONG, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerWithoutContentStaysOne(int status) throws Exception {
        RawClient client = client(HttpResponse.text(status, LONG));
        RawClient.Answer answer = get(client, GZIP);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().contains("Content-Encoding")).isFalse();
        assertThat(answer.headers().contains("Content-Length")).isFalse();
        assertThat(get(client, GZIP).status()).isEqualTo(status); // nothing lay between them
    }

    @Test
    void errorsAreCompressedToo() throws Exception {
        RawClient.Answer answer = get(client(HttpResponse.text(404, LONG)), GZIP);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(unpacked(answer.body())).isEqualTo(LONG);
    }

    @Test
    void anAnswerToHeadHasTheFieldsOfTheOneToGet() throws Exception {
        RawClient client = client(HttpResponse.text(200, LONG).withHeader("ETag", "\"1\""));
        RawClient.Answer answer = get(client, GZIP);
        client.send(RawClient.request("HEAD", "/", "", GZIP));
        RawClient.Answer head = client.readHead();
        for (String field : new String[] {"Content-Encoding", "Content-Length", "Vary", "ETag"}) {
            assertThat(head.header(field)).isEqualTo(answer.header(field));
        }
        assertThat(get(client).text()).isEqualTo(LONG); // no content lay behind the head
    }

    @Test
    void theFieldVaryIsAddedToWhatTheApplicationNames() throws Exception {
        HttpResponse cookie = HttpResponse.text(200, LONG).withHeader("Vary", "Cookie");
        assertThat(get(client(cookie), GZIP).headers().all("Vary")).containsExactly("Cookie", "Accept-Encoding");
        HttpResponse already = HttpResponse.text(200, LONG).withHeader("Vary", "Cookie, accept-encoding");
        assertThat(get(client(already), GZIP).headers().all("Vary")).containsExactly("Cookie, accept-encoding");
        HttpResponse all = HttpResponse.text(200, LONG).withHeader("Vary", "*");
        assertThat(get(client(all), GZIP).headers().all("Vary")).containsExactly("*");
    }

    @Test
    void withoutTheOptionNothingIsCompressed() throws Exception {
        RawClient client = connect(start(s -> s.httpCompression(false).http(request -> HttpResponse.text(200, LONG))));
        assertPlain(get(client, GZIP), LONG, false);
    }

    // --- entity tags ----------------------------------------------------------------------------------------------

    @Test
    void aCompressedAnswerHasAWeakEntityTag() throws Exception {
        RawClient client = client(HttpResponse.text(200, LONG).withHeader("ETag", "\"abc\""));
        assertThat(get(client, GZIP).header("ETag")).isEqualTo("W/\"abc\"");
        assertThat(get(client).header("ETag")).isEqualTo("\"abc\"");
        RawClient weak = client(HttpResponse.text(200, LONG).withHeader("ETag", "W/\"abc\""));
        assertThat(get(weak, GZIP).header("ETag")).isEqualTo("W/\"abc\"");
    }

    @Test
    void aStaticFileIsCompressedAndFoundUnchangedByItsTag(@TempDir Path root) throws Exception {
        Files.writeString(root.resolve("index.html"), LONG);
        RawClient client = client(StaticFiles.directory(root));
        RawClient.Answer packed = get(client, GZIP);
        assertThat(unpacked(packed.body())).isEqualTo(LONG);
        RawClient.Answer unchanged = get(client, GZIP, "If-None-Match: " + packed.header("ETag"));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.header("ETag")).isEqualTo(packed.header("ETag"));
        assertThat(unchanged.header("Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void anAnswer304HasTheTagAndTheVaryOfTheAnswerItStandsFor() throws Exception {
        RawClient client = client(HttpResponse.of(304).withHeader("ETag", "\"abc\""));
        RawClient.Answer packed = get(client, GZIP);
        assertThat(packed.header("ETag")).isEqualTo("W/\"abc\"");
        assertThat(packed.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(get(client).header("ETag")).isEqualTo("\"abc\"");
    }

    // --- streams --------------------------------------------------------------------------------------------------

    @Test
    void everyFlushOfAStreamReachesTheClientBeforeTheNextEventIsMade() throws Exception {
        SynchronousQueue<String> events = new SynchronousQueue<>();
        RawClient client = client(request -> HttpResponse.streamed(200, "text/event-stream", out -> {
            for (String event = take(events); !event.isEmpty(); event = take(events)) {
                out.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }));
        client.send(RawClient.get("/", GZIP));
        RawClient.Answer head = client.readHead();
        assertThat(head.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(head.header("Transfer-Encoding")).isEqualTo("chunked");
        Inflater inflater = new Inflater(true);
        boolean first = true;
        for (int i = 0; i < 3; i++) {
            events.put("event " + i);
            byte[] chunk = client.readChunk();
            int start = first ? 10 : 0; // RFC 1952 §2.3: the header without options
            inflater.setInput(chunk, start, chunk.length - start);
            byte[] text = new byte[100];
            int length = inflater.inflate(text);
            assertThat(new String(text, 0, length, StandardCharsets.UTF_8)).isEqualTo("data: event " + i + "\n\n");
            first = false;
        }
        events.put("");
        assertThat(client.readChunk()).isNotEmpty(); // the trailer
        assertThat(client.readChunk()).isEmpty();
        inflater.end();
    }

    private static String take(SynchronousQueue<String> events) throws IOException {
        try {
            return events.poll(10, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    @Test
    void aLongStreamIsWholeAlsoWhenItIsWrittenByteByByte() throws Exception {
        RawClient client = client(request -> HttpResponse.streamed(200, "application/json", out -> {
            for (int i = 0; i < 300_000; i++) {
                out.write('0' + i % 10);
            }
        }));
        RawClient.Answer answer = get(client, GZIP);
        assertThat(unpacked(answer.body())).isEqualTo("0123456789".repeat(30_000));
        assertThat(get(client).text()).isEqualTo("0123456789".repeat(30_000));
    }

    @Test
    void aStreamThatBreaksOffDoesNotLookComplete() throws Exception {
        RawClient client = client(request -> HttpResponse.streamed(200, "text/plain", out -> {
            out.write(LONG.getBytes(StandardCharsets.UTF_8));
            out.flush();
            throw new IOException("the source has run dry");
        }));
        client.send(RawClient.get("/", GZIP));
        client.readHead();
        assertThat(client.readChunk()).isNotEmpty();
        assertThat(client.read()).isEqualTo(-1); // no last chunk, and no trailer in another
    }

    @Test
    void itIsDoneOnTheHandlersThread() throws Exception {
        AtomicReference<Thread> writers = new AtomicReference<>();
        AtomicReference<Thread> handlers = new AtomicReference<>();
        RawClient client = client(request -> {
            handlers.set(Thread.currentThread());
            return HttpResponse.streamed(200, "text/plain", out -> {
                writers.set(Thread.currentThread());
                out.write(1);
            });
        });
        get(client, GZIP);
        assertThat(writers.get()).isSameAs(handlers.get()).matches(Thread::isVirtual);
    }
}
