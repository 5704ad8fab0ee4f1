package io.miaou.websocket.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row H17: only files of the web root, whatever the path. */
class StaticFilesTraversalTest {
    private static final String SECRET = "secret";

    @TempDir
    Path folder;

    private Path root;
    private StaticFiles files;

    @BeforeEach
    void aSecretBesideTheRoot() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("a/.git"));
        Files.writeString(root.resolve("index.html"), "home");
        Files.writeString(root.resolve("a/index.html"), "a");
        Files.writeString(root.resolve(".env"), SECRET);
        Files.writeString(root.resolve("a/.git/config"), SECRET);
        Files.writeString(folder.resolve("secret.txt"), SECRET);
        Files.createDirectories(folder.resolve("rootless"));
        Files.writeString(folder.resolve("rootless/secret.txt"), SECRET);
        files = StaticFiles.directory(root);
    }

    private int status(String path) throws IOException {
        HttpResponse answer = files.handle(PlainRequest.get(path));
        assertThat(Answers.text(answer)).doesNotContain(SECRET);
        return answer.status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/a/../../secret.txt",
                "/a/..",
                "/..",
                "/.",
                "/./index.html",
                "/...",
                "//secret.txt",
                "/a//index.html",
                "//",
                "/../root/index.html",
                "/../rootless/secret.txt"
            })
    void h17_dotSegmentsAndEmptyNamesAre404(String path) throws IOException {
        assertThat(status(path)).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%2e%2e/secret.txt",
                "/%2E%2E/secret.txt",
                "/.%2e/secret.txt",
                "/%2e./secret.txt",
                "/a/%2e%2e/%2e%2e/secret.txt",
                "/%2eenv"
            })
    void h17_encodedDotsAre404(String path) throws IOException {
        assertThat(status(path)).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%252e%252e/secret.txt",
                "/%252e%252e%252fsecret.txt",
                "/%25%32%65%25%32%65/secret.txt",
                "/..%252fsecret.txt",
                "/%2500"
            })
    void h17_doubleEncodingIsUndoneOnceAndFindsNothing(String path) throws IOException {
        assertThat(status(path)).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%00",
                "/index.html%00",
                "/index.html%00.png",
                "/..%2fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/..%2Fsecret.txt",
                "/..\\secret.txt",
                "/..%5csecret.txt",
                "/%5c..%5csecret.txt",
                "/a%0d%0aX:%20y",
                "/%7f",
                "/%c2%85",
                "/%",
                "/%2",
                "/%zz",
                "/%+1",
                "/a%",
                "/%%32%65",
                "/%c0%ae%c0%ae/secret.txt",
                "/%e0%80%ae%e0%80%ae/secret.txt",
                "/%ff",
                "/%ed%a0%80",
                "/é",
                "/\uff12e",
                "/%\uff12e%\uff12e/secret.txt",
                "/%2\u0664",
                "secret.txt",
                "http://x/index.html",
                "",
                "*"
            })
    void h17_pathsThatNoLinkCouldHoldAre400(String path) throws IOException {
        assertThat(status(path)).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.env", "/a/.git/config", "/a/.git", "/a/.git/", "/.well-known/x"})
    void h17_hiddenFilesAre404(String path) throws IOException {
        assertThat(status(path)).isEqualTo(404);
    }

    @Test
    void h17_anAbsolutePathBehindTheSlashIs404() throws IOException {
        assertThat(status("/" + folder.resolve("secret.txt"))).isEqualTo(404);
        assertThat(status(folder.resolve("secret.txt").toString())).isEqualTo(404);
        assertThat(status("/C:/secret.txt")).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "../secret.txt,link.txt,/link.txt",
        "..,up,/up/secret.txt",
        "../rootless,beside,/beside/secret.txt",
        ".env,env.txt,/env.txt",
        "a/.git,git,/git/config",
        "loop,loop,/loop",
        "nowhere,broken,/broken"
    })
    void h17_linksOutOfTheRootOrToHiddenFilesAre404(String target, String link, String path) throws IOException {
        Files.createSymbolicLink(root.resolve(link), Path.of(target));
        assertThat(status(path)).isEqualTo(404);
    }

    @Test
    void h17_aLinkInsideOfTheRootIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
        assertThat(status("/b/index.html")).isEqualTo(200);
    }

    /** Opening a pipe that nobody writes to would block for ever: the time limit turns that into a failure. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void h17_whatIsNeitherFileNorFolderIs404() throws IOException, InterruptedException {
        Path pipe = root.resolve("pipe.txt");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(status("/pipe.txt")).isEqualTo(404);
        Files.createSymbolicLink(root.resolve("zero"), Path.of("/dev/zero"));
        assertThat(status("/zero")).isEqualTo(404);
        Files.delete(root.resolve("zero"));
    }

    @Test
    void h17_noRedirectNamesAnotherHost() throws IOException {
        Files.createDirectories(root.resolve("evil.example"));
        Files.writeString(root.resolve("evil.example/index.html"), "x");
        assertThat(status("//evil.example")).isEqualTo(404);
        assertThat(status("/%2fevil.example")).isEqualTo(400);
        assertThat(status("/\\evil.example")).isEqualTo(400);
    }

    @Test
    void h17_noPathMadeOfTellingPiecesShowsAFileOutsideOfTheRoot() throws IOException {
        String[] pieces = {
            "/",
            "//",
            ".",
            "..",
            "%2e",
            "%2E",
            "%2f",
            "%5c",
            "\\",
            "%00",
            "%25",
            "2e",
            "a",
            ".git",
            "config",
            "secret.txt",
            "root",
            "rootless",
            ".env",
            "index.html",
            "%c0%ae",
            "%",
            ";",
            "?"
        };
        long seed = System.nanoTime();
        System.out.println("StaticFilesTraversalTest seed " + seed);
        Random random = new Random(seed);
        int found = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder path = new StringBuilder("/");
            for (int i = random.nextInt(8); i > 0; i--) {
                path.append(pieces[random.nextInt(pieces.length)]);
            }
            int status = status(path.toString());
            assertThat(status).as("seed %d, path %s", seed, path).isIn(200, 302, 400, 404);
            found += status == 200 ? 1 : 0;
        }
        assertThat(found).as("paths that led to a file").isPositive();
    }
}
