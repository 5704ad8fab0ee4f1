package io.miaou.websocket.http;

import static io.miaou.websocket.http.Answers.header;
import static io.miaou.websocket.http.Answers.tag;
import static io.miaou.websocket.http.Answers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.websocket.http.HttpResponse.Streamed;
import io.miaou.websocket.http.HttpResponse.Whole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser sees of a folder. */
class StaticFilesTest {
    @TempDir
    Path root;

    private StaticFiles files;

    @BeforeEach
    void aSmallSite() throws IOException {
        Files.writeString(root.resolve("index.html"), "<p>home</p>");
        Files.createDirectories(root.resolve("docs/empty"));
        Files.writeString(root.resolve("docs/index.html"), "<p>docs</p>");
        Files.writeString(root.resolve("docs/été à 100%.txt"), "summer");
        files = StaticFiles.directory(root);
    }

    private HttpResponse get(String target, String... headers) throws IOException {
        return files.handle(PlainRequest.get(target, headers));
    }

    @Test
    void theRootIsItsIndex() throws IOException {
        HttpResponse answer = get("/");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("<p>home</p>");
        assertThat(header(answer, "Content-Type")).contains("text/html; charset=utf-8");
    }

    @Test
    void aFolderIsRedirectedToItsNameWithASlashAndKeepsItsQuery() throws IOException {
        assertThat(get("/docs").status()).isEqualTo(302);
        assertThat(header(get("/docs"), "Location")).contains("/docs/");
        assertThat(header(get("/docs?a=b"), "Location")).contains("/docs/?a=b");
        assertThat(text(get("/docs/"))).isEqualTo("<p>docs</p>");
    }

    @Test
    void aFolderWithoutAnIndexIs404AndNotListed() throws IOException {
        assertThat(get("/docs/empty").status()).isEqualTo(404);
        assertThat(get("/docs/empty/").status()).isEqualTo(404);
    }

    @Test
    void namesArePercentDecodedAsUtf8() throws IOException {
        assertThat(text(get("/docs/%C3%A9t%c3%a9%20%C3%A0%20100%25.txt"))).isEqualTo("summer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/index.html/", "/index.html/x", "/none/none", "/docs/none.txt"})
    void whatIsNotThereIs404(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void aNameLongerThanAnyFileMayHaveIs404() throws IOException {
        assertThat(get("/" + "a".repeat(5000)).status()).isEqualTo(404);
    }

    @Test
    void headIsAnsweredAsGetIs() throws IOException {
        HttpResponse head = files.handle(PlainRequest.get("/").by("HEAD"));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).isEqualTo(get("/").headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"})
    void otherMethodsAre405WithTheOnesThatAreAllowed(String method) throws IOException {
        HttpResponse answer = files.handle(PlainRequest.get("/").by(method));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(header(answer, "Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({
        "a.html,text/html; charset=utf-8",
        "a.HTML,text/html; charset=utf-8",
        "a.css,text/css; charset=utf-8",
        "a.min.js,text/javascript; charset=utf-8",
        "a.mjs,text/javascript; charset=utf-8",
        "a.json,application/json",
        "a.svg,image/svg+xml; charset=utf-8",
        "a.png,image/png",
        "a.woff2,font/woff2",
        "a.wasm,application/wasm",
        "a.webmanifest,application/manifest+json",
        "a.unknown,application/octet-stream",
        "html,text/html; charset=utf-8",
        "a.,application/octet-stream",
        "LICENSE,application/octet-stream"
    })
    void theTypeFollowsFromTheEnding(String name, String type) throws IOException {
        Files.writeString(root.resolve(name), "x");
        assertThat(header(get("/" + name), "Content-Type")).contains(type);
    }

    @Test
    void h19_everyAnswerForbidsSniffingAndIsRevalidated() throws IOException {
        String tag = tag(get("/"));
        for (HttpResponse answer : new HttpResponse[] {
            get("/"),
            get("/docs"),
            get("/none"),
            get("/%00"),
            get("/", "If-None-Match", tag),
            files.handle(PlainRequest.get("/").by("POST"))
        }) {
            assertThat(header(answer, "X-Content-Type-Options")).contains("nosniff");
            assertThat(header(answer, "Cache-Control")).contains("no-cache");
        }
    }

    @Test
    void cacheControlAndOtherFieldsAreTheUsersToChoose() throws IOException {
        files = files.withCacheControl("max-age=60").withHeader("Content-Security-Policy", "default-src 'self'");
        assertThat(header(get("/"), "Cache-Control")).contains("max-age=60");
        assertThat(get("/").headers().all("cache-control")).hasSize(1);
        assertThat(header(get("/"), "Content-Security-Policy")).contains("default-src 'self'");
    }

    @Test
    void aFileThatIsKnownIs304WithItsTagAndWithoutABody() throws IOException {
        String tag = tag(get("/"));
        HttpResponse answer = get("/", "If-None-Match", tag);
        assertThat(answer.status()).isEqualTo(304);
        assertThat(tag(answer)).isEqualTo(tag);
        assertThat(text(answer)).isEmpty();
        assertThat(header(answer, "Content-Type")).isEmpty();
    }

    @Test
    void aFileThatChangedInSizeOrTimeHasAnotherTag() throws IOException {
        Path file = root.resolve("index.html");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        String first = tag(get("/"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:01Z")));
        String second = tag(get("/"));
        Files.writeString(file, "longer than before");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:01Z")));
        String third = tag(get("/"));
        assertThat(first).startsWith("W/\"").isNotEqualTo(second);
        assertThat(third).isNotEqualTo(second);
        assertThat(get("/", "If-None-Match", first).status()).isEqualTo(200);
    }

    @Test
    void aFileUpTo8MebibytesIsWholeAndALargerOneIsStreamed() throws IOException {
        byte[] large = new byte[(8 << 20) + 1];
        large[large.length - 1] = 7;
        Files.write(root.resolve("large.bin"), large);
        Files.write(root.resolve("limit.bin"), new byte[8 << 20]);
        assertThat(get("/limit.bin").body()).isInstanceOf(Whole.class);
        assertThat(get("/large.bin").body()).isInstanceOf(Streamed.class);
        assertThat(Answers.bytes(get("/large.bin"))).isEqualTo(large);
        assertThat(get("/large.bin", "If-None-Match", tag(get("/large.bin"))).status())
                .isEqualTo(304);
    }

    @Test
    void aRootThatIsNoFolderIsRefusedWithItsPath() {
        assertThatThrownBy(() -> StaticFiles.directory(root.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(root.resolve("none").toString());
        assertThatThrownBy(() -> StaticFiles.directory(root.resolve("index.html")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRootThatIsALinkIsFollowedToWhereItPointsNow(@TempDir Path other) throws IOException {
        Path site = other.resolve("site");
        Files.createDirectories(other.resolve("old"));
        Files.createDirectories(other.resolve("new"));
        Files.writeString(other.resolve("old/index.html"), "old");
        Files.writeString(other.resolve("new/index.html"), "new");
        Files.createSymbolicLink(site, Path.of("old"));
        files = StaticFiles.directory(site);
        assertThat(text(get("/"))).isEqualTo("old");
        Files.delete(site);
        Files.createSymbolicLink(site, Path.of("new"));
        assertThat(text(get("/"))).isEqualTo("new");
    }
}
