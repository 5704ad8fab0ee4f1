package io.miaou.websocket.http;

import static io.miaou.websocket.http.Answers.tag;
import static io.miaou.websocket.http.Answers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miaou.websocket.http.HttpResponse.Streamed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser sees of the resources in a jar. */
class StaticResourcesTest {
    @TempDir
    Path folder;

    private URLClassLoader loader;
    private StaticFiles files;

    /** A class that lives in the jar or folder of an application. */
    public static final class Anchor {}

    @BeforeEach
    void anApplicationInAJar() throws Exception {
        Path jar = folder.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            put(out, anchorFile(), anchorClass());
            put(out, "secret.txt", bytes("secret"));
            put(out, "website/secret.txt", bytes("secret"));
            put(out, "web/", new byte[0]);
            put(out, "web/index.html", bytes("<p>home</p>"));
            put(out, "web/docs/", new byte[0]);
            put(out, "web/docs/index.html", bytes("<p>docs</p>"));
            put(out, "web/empty/", new byte[0]);
            put(out, "web/unlisted/index.html", bytes("no entry for its folder"));
            put(out, "web/a b#c%20.txt", bytes("odd"));
            put(out, "web/.hidden", bytes("secret"));
            put(out, "web/large.bin", new byte[(8 << 20) + 1]);
        }
        open(jar.toUri().toURL());
    }

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    private void open(URL place) throws Exception {
        loader = new URLClassLoader(new URL[] {place}, null);
        files = StaticFiles.resources(loader.loadClass(Anchor.class.getName()), "web");
    }

    private static String anchorFile() {
        return Anchor.class.getName().replace('.', '/') + ".class";
    }

    private static byte[] anchorClass() throws IOException {
        try (InputStream in = Anchor.class.getResourceAsStream("/" + anchorFile())) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        new ByteArrayInputStream(content).transferTo(out);
        out.closeEntry();
    }

    private HttpResponse get(String target, String... headers) throws IOException {
        HttpResponse answer = files.handle(PlainRequest.get(target, headers));
        assertThat(text(answer)).doesNotContain("secret");
        return answer;
    }

    @Test
    void aResourceIsServedWithAStrongTagOfItsContent() throws IOException {
        HttpResponse answer = get("/");
        assertThat(text(answer)).isEqualTo("<p>home</p>");
        // printf '<p>home</p>' | sha256sum, the first half
        assertThat(tag(answer)).isEqualTo("\"33abdeb021daf3d11fca91cd543d9f9f\"");
        assertThat(get("/", "If-None-Match", "W/" + tag(answer)).status()).isEqualTo(304);
    }

    @Test
    void whatIsKeptInMemoryCannotBeChangedThroughAnAnswer() throws IOException {
        Answers.bytes(get("/"))[0] = 'X';
        assertThat(text(get("/"))).isEqualTo("<p>home</p>");
    }

    @Test
    void noMoreIsKeptInMemoryThanTheLimitAndWhatIsNotKeptIsReadAgain() throws Exception {
        ResourceSource source = new ResourceSource(loader.loadClass(Anchor.class.getName()), "/web/", 600);
        List<String> names = List.of("index.html", "a b#c%20.txt", "large.bin");
        for (int round = 0; round < 2; round++) {
            for (String name : names) {
                assertThat(source.find(List.of(name))).as(name).isNotNull();
            }
        }
        assertThat(source.keptBytes()).isBetween(256L, 600L);
        assertThat(source.find(List.of("large.bin"))).isNotSameAs(source.find(List.of("large.bin")));
        assertThat(source.find(List.of("index.html"))).isSameAs(source.find(List.of("index.html")));
    }

    @Test
    void aFolderWithAnIndexIsRedirectedEvenWhenTheJarDoesNotListIt() throws IOException {
        assertThat(get("/docs").headers().first("Location")).contains("/docs/");
        assertThat(get("/unlisted").headers().first("Location")).contains("/unlisted/");
        assertThat(text(get("/unlisted/"))).isEqualTo("no entry for its folder");
    }

    @Test
    void aFolderWithoutAnIndexIs404() throws IOException {
        assertThat(get("/empty").status()).isEqualTo(404);
        assertThat(get("/empty/").status()).isEqualTo(404);
    }

    @Test
    void namesWithCharactersThatUrlsReserveAreFound() throws IOException {
        assertThat(text(get("/a%20b%23c%2520.txt"))).isEqualTo("odd");
    }

    @Test
    void aLargeResourceIsStreamedAndHasItsTagToo() throws IOException {
        HttpResponse answer = files.handle(PlainRequest.get("/large.bin"));
        assertThat(answer.body()).isInstanceOf(Streamed.class);
        assertThat(Answers.bytes(answer)).hasSize((8 << 20) + 1);
        assertThat(get("/large.bin", "If-None-Match", tag(answer)).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/%2e%2e/secret.txt",
                "/..%2fsecret.txt",
                "/.hidden",
                "/%00",
                "//secret.txt",
                "/../website/secret.txt",
                "/none"
            })
    void h17_nothingBesideTheFolderIsServed(String path) throws IOException {
        assertThat(get(path).status()).isIn(400, 404);
    }

    @Test
    void resourcesInAPlainFolderAreReadAnew() throws Exception {
        loader.close();
        Path classes = folder.resolve("classes");
        Path anchor = classes.resolve(anchorFile());
        Files.createDirectories(anchor.getParent());
        Files.write(anchor, anchorClass());
        Files.createDirectories(classes.resolve("web/sub"));
        Files.writeString(classes.resolve("web/index.html"), "first");
        open(classes.toUri().toURL());
        assertThat(text(get("/"))).isEqualTo("first");
        Files.writeString(classes.resolve("web/index.html"), "second");
        assertThat(text(get("/"))).isEqualTo("second");
        // The URL of a folder would read as the list of what is in it.
        assertThat(get("/sub").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", "web/..", "./web", "a\\b"})
    void aPrefixThatIsNoFolderIsRefused(String prefix) {
        assertThatThrownBy(() -> StaticFiles.resources(Anchor.class, prefix))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void slashesAroundThePrefixMakeNoDifference() throws Exception {
        files = StaticFiles.resources(loader.loadClass(Anchor.class.getName()), "/web/");
        assertThat(text(get("/"))).isEqualTo("<p>home</p>");
    }
}
