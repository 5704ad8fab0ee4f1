package io.miaou.chat.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as it is served; what it does in a browser is proved with a browser. */
class ChatPageTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path data;

    @SuppressWarnings("NullAway.Init")
    private static ChatServer server;

    @BeforeAll
    static void start() throws Exception {
        server = Chats.start(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void r33_aPlainGetOfTheRootShowsTheSamePageOnBothPorts() throws Exception {
        HttpResponse<String> page = get(server.port(), "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("<html lang=\"fr\">");
        assertThat(get(server.webSocketPort(), "/").body()).isEqualTo(page.body());
    }

    @Test
    void thePageIsToldWhichPortSpeaksWebSocket() throws Exception {
        assertThat(get(server.port(), "/config.json").body())
                .isEqualTo("{\"webSocketPort\":" + server.webSocketPort() + "}\n");
        assertThat(get(server.webSocketPort(), "/config.json").body()).isEqualTo("{\"webSocketPort\":0}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/chat.css", "/chat.js", "/connection.js", "/thread.js", "/favicon.svg"})
    void everyFileOfThePageForbidsWhatThePageDoesNotNeed(String path) throws Exception {
        HttpResponse<String> file = get(server.port(), path);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none';")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/chat.css", "/chat.js", "/connection.js", "/thread.js", "/favicon.svg"})
    void thePageAsksNoOtherServerForAnythingAndWritesNoMarkup(String path) throws Exception {
        String body = get(server.port(), path).body().replace("http://www.w3.org/2000/svg", "");
        assertThat(body).doesNotContainPattern("https?://").doesNotContainPattern("[\"'(]//\\w");
        assertThat(body).doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat", "/ws", "/nothing", "/favicon.ico", "/chat.js/x", "/.git/config"})
    void rule1_otherPathsAre404(String path) throws Exception {
        assertThat(get(server.webSocketPort(), path).statusCode()).isEqualTo(404);
        assertThat(get(server.port(), path).statusCode()).isEqualTo(404);
    }

    @Test
    void r81_thePageNamesTheFourStatesAndShowsTheLatency() throws Exception {
        assertThat(get(server.port(), "/chat.js").body())
                .contains("'Connexion'", "'Connecté'", "'Déconnecté'", "'Reconnexion'", "ms`");
    }

    @Test
    void r80_thePageSaysWhoIsTyping() throws Exception {
        assertThat(get(server.port(), "/thread.js").body()).contains("est en train de taper...");
        assertThat(get(server.port(), "/chat.js").body()).contains("TYPING_STOPS_AFTER = 2000");
    }

    @Test
    void r79_thePageMarksPrivateMessages() throws Exception {
        assertThat(get(server.port(), "/thread.js").body()).contains("'message privé'");
    }

    @Test
    void r71_thePageWaitsAsTheCourseSaysBeforeItReconnects() throws Exception {
        assertThat(get(server.port(), "/connection.js").body())
                .contains("Math.min(1000 * 2 ** n, LONGEST_WAIT)", "LONGEST_WAIT = 30_000");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "56, 28", "512, 256", "1000000, 256", "2147483647, 256"})
    void thePageLeavesMostOfTheConnectionsThatFilesAllowToTheConversation(int allowed, int forPage) {
        assertThat(ChatServer.pageConnections(allowed)).isEqualTo(forPage);
    }
}
