package io.miaou.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents promise is there. */
class DocumentsTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("(?:\\]\\(|`)((?:docs/)?[\\w/.-]+\\.md)[)`]");

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> top = Files.list(Repository.ROOT);
                Stream<Path> docs = Files.walk(Repository.ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(documents::add);
        }
        assertThat(documents).hasSizeGreaterThan(10);
        return documents;
    }

    @Test
    void everyPieceOfJavaInADocumentIsCompiled() throws IOException {
        StringBuilder compiled = new StringBuilder();
        try (Stream<Path> sources =
                Files.walk(Repository.ROOT.resolve("conformance/src/test/java/io/miaou/conformance/snippets"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                compiled.append(squeezed(Files.readString(source)));
            }
        }
        int pieces = 0;
        for (Path document : documents()) {
            Matcher piece = JAVA.matcher(Files.readString(document));
            while (piece.find()) {
                pieces++;
                assertThat(compiled).as("%s", document).contains(squeezed(piece.group(1)));
            }
        }
        assertThat(pieces).isPositive();
    }

    @Test
    void everyDocumentThatADocumentNamesExists() throws IOException {
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                Path beside = document.resolveSibling(link.group(1));
                Path fromTop = Repository.ROOT.resolve(link.group(1));
                assertThat(Files.exists(beside) || Files.exists(fromTop))
                        .as("%s names %s", document, link.group(1))
                        .isTrue();
            }
        }
    }

    @Test
    void theServerOfTheReadmeHasTwelveLines() throws IOException {
        Matcher first = JAVA.matcher(Files.readString(Repository.ROOT.resolve("README.md")));
        assertThat(first.find()).isTrue();
        assertThat(first.group(1).lines().filter(line -> !line.isBlank())).hasSize(12);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
