package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.http.StaticFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H17 over the wire: whatever the path, only files of the root are shown. */
class StaticFilesWireTest extends ServerTest {
    private static final String SECRET = "a secret beside the root";

    @TempDir
    Path folder;

    private WebSocketServer server;

    @BeforeEach
    void aRootAndASecretBesideIt() throws Exception {
        Path root = folder.resolve("web");
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(root.resolve("index.html"), "<p>miaou");
        Files.writeString(root.resolve("sub/cat.txt"), "a cat");
        Files.writeString(root.resolve(".hidden"), SECRET);
        Files.writeString(folder.resolve("secret.txt"), SECRET);
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
        server = start(s -> s.http(StaticFiles.directory(root)));
    }

    @Test
    void filesOfTheRootAreServed() throws Exception {
        RawClient client = connect(server);
        client.send(RawClient.get("/") + RawClient.get("/sub/cat.txt") + RawClient.get("/%73ub/cat.txt"));
        RawClient.Answer index = client.readAnswer();
        assertThat(index.text()).isEqualTo("<p>miaou");
        assertThat(index.header("Content-Type")).startsWith("text/html");
        assertThat(index.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(client.readAnswer().text()).isEqualTo("a cat");
        assertThat(client.readAnswer().text()).isEqualTo("a cat");
    }

    @Test
    void aFileThatTheClientHasIsNotSentAgain() throws Exception {
        RawClient client = connect(server);
        client.send(RawClient.get("/sub/cat.txt"));
        String tag = client.readAnswer().header("ETag");
        client.send(RawClient.get("/sub/cat.txt", "If-None-Match: " + tag) + RawClient.get("/sub/cat.txt"));
        assertThat(client.readAnswer().status()).isEqualTo(304);
        assertThat(client.readAnswer().text()).isEqualTo("a cat");
    }

    @Test
    void headAndRedirectAndWrongMethodsAreAnswered() throws Exception {
        RawClient client = connect(server);
        client.send(RawClient.request("HEAD", "/sub/cat.txt", "")
                + RawClient.get("/sub?x=1")
                + RawClient.request("DELETE", "/sub/cat.txt", ""));
        assertThat(client.readHead().header("Content-Length")).isEqualTo("5");
        RawClient.Answer noFolder = client.readAnswer();
        assertThat(noFolder.status()).isEqualTo(404); // no index.html in it
        RawClient.Answer refused = client.readAnswer();
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/sub/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/%2E%2E/secret.txt",
                "/.%2e/secret.txt",
                "/%252e%252e/secret.txt",
                "/..%2fsecret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/sub/cat.txt%00.html",
                "/%00",
                "/..;/secret.txt",
                "//secret.txt",
                "/./../secret.txt",
                "/....//secret.txt",
                "/.hidden",
                "/%2ehidden",
                "/link.txt",
                "/%",
                "/%zz",
                "/sub/",
                "/sub/cat.txt/",
                "/index.html/../../secret.txt"
            })
    void h17_pathsThatLeadOutAreAnswered400Or404(String path) throws Exception {
        RawClient client = connect(server);
        client.send(RawClient.get(path, "Connection: close"));
        RawClient.Answer answer = client.readAnswer();
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.text()).doesNotContain(SECRET);
    }

    @Test
    void h17_absoluteUrisAreAnswered400() throws Exception {
        for (String target :
                List.of("http://127.0.0.1/index.html", "file:///etc/passwd", "secret.txt", "../secret.txt")) {
            RawClient client = connect(server);
            client.send(RawClient.get(target));
            assertThat(client.readAnswer().status()).as(target).isEqualTo(400);
        }
    }

    @Test
    void largeFilesAreStreamed() throws Exception {
        byte[] large = new byte[9 << 20];
        Files.write(folder.resolve("web/large.bin"), large);
        RawClient client = connect(server);
        client.send(RawClient.get("/large.bin") + RawClient.get("/sub/cat.txt"));
        assertThat(client.readAnswer().body()).isEqualTo(large);
        assertThat(new String(client.readAnswer().body(), StandardCharsets.UTF_8))
                .isEqualTo("a cat");
    }
}
