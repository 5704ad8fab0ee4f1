package io.miaou.websocket.http;

import io.miaou.protocol.http.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves the files of a folder, or the resources of a jar, to {@code GET} and {@code HEAD}; 405 to other methods.
 *
 * <p>Only regular files below the root are shown: no {@code ..} in any encoding leads out, nor does a symbolic link; names
 * that begin with a dot are 404, like what is not there; paths that no link could hold (a NUL, a backslash, {@code %2f}, bad
 * percent-encoding or UTF-8) are 400. A folder shows its {@code index.html}, after a redirect to its name with a slash; it is
 * never listed.
 *
 * <p>Every answer has {@code X-Content-Type-Options: nosniff} and {@code Cache-Control}, {@code no-cache} unless changed: kept
 * by browsers but asked about each time. A file has an entity tag, strong (SHA-256) for resources in a jar and weak (size and
 * time of change) in a folder; {@code If-None-Match} is answered with 304 (RFC 9110 §13.1.2). {@code Range} is not honoured
 * (§14.2 allows that). Files up to 8 MiB are sent whole, larger ones streamed. The answer to {@code HEAD} is the one to
 * {@code GET}: the server leaves the body out.
 *
 * <p>Immutable: any thread. It blocks on the disk.
 */
public final class StaticFiles implements HttpHandler {
    private static final String INDEX = "index.html";

    private final StaticSource source;
    private final Headers headers;

    private StaticFiles(StaticSource source, Headers headers) {
        this.source = source;
        this.headers = headers;
    }

    /**
     * Serves the files below a folder; changes on disk show at once.
     *
     * @throws IllegalArgumentException when there is no such folder
     */
    public static StaticFiles directory(Path root) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(
                    "root of static files " + root.toAbsolutePath() + " is not a folder: create it or give another");
        }
        return of(new DirectorySource(root));
    }

    /**
     * Serves the resources below a folder of the jar or module of a class.
     *
     * @param anchor a class of the application. In a named module the resources must be open to {@code io.miaou.websocket}, or
     *     lie in a folder whose name is no package name, such as {@code META-INF/web}
     * @param prefix the folder, from the root of the jar: {@code web} or {@code /web/}
     * @throws IllegalArgumentException when the prefix is empty, which would show the classes, or holds {@code .} or {@code ..}
     */
    public static StaticFiles resources(Class<?> anchor, String prefix) {
        List<String> names = new ArrayList<>();
        for (String name : prefix.split("/", -1)) {
            if (name.equals(".") || name.equals("..") || name.indexOf('\\') >= 0) {
                throw new IllegalArgumentException(
                        "prefix of resources " + prefix + " holds " + name + ": give a plain folder");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "prefix of resources \"" + prefix + "\" is empty: give a folder such as web");
        }
        return of(new ResourceSource(anchor, "/" + String.join("/", names) + "/", ResourceSource.MAX_KEPT));
    }

    private static StaticFiles of(StaticSource source) {
        return new StaticFiles(source, Headers.of("X-Content-Type-Options", "nosniff", "Cache-Control", "no-cache"));
    }

    /** The same files with another {@code Cache-Control}: {@code public, max-age=31536000, immutable} for names with a hash. */
    public StaticFiles withCacheControl(String value) {
        return withHeader("Cache-Control", value);
    }

    /** The same files with one more header field in every answer, such as {@code Content-Security-Policy}. */
    public StaticFiles withHeader(String name, String value) {
        return new StaticFiles(source, headers.withOnly(name, value));
    }

    @Override
    public HttpResponse handle(HttpRequest request) throws IOException {
        HttpResponse answer = answer(request);
        for (Headers.Header header : headers) {
            answer = answer.withHeader(header.name(), header.value());
        }
        return answer;
    }

    private HttpResponse answer(HttpRequest request) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return HttpResponse.text(405, "405 Method Not Allowed\n").withHeader("Allow", "GET, HEAD");
        }
        return switch (StaticPath.parse(request.path())) {
            case StaticPath.Refused(int status) when status == 400 -> HttpResponse.text(400, "400 Bad Request\n");
            case StaticPath.Refused refused -> notFound();
            case StaticPath.Names(List<String> names, boolean folder) when folder -> file(request, index(names));
            case StaticPath.Names(List<String> names, boolean folder) -> fileOrFolder(request, names);
        };
    }

    private HttpResponse fileOrFolder(HttpRequest request, List<String> names) throws IOException {
        HttpResponse file = file(request, names);
        if (file.status() != 404 || source.find(index(names)) == null) {
            return file;
        }
        // The path as it came: it is visible ASCII and, empty names being refused, begins with one slash, so that
        // it cannot name another host as //host would.
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        return HttpResponse.redirect(request.path() + "/" + query);
    }

    private HttpResponse file(HttpRequest request, List<String> names) throws IOException {
        StaticSource.Entry entry = source.find(names);
        if (entry == null) {
            return notFound();
        }
        HttpResponse answer = HttpResponse.of(304);
        if (!EntityTags.match(request.headers().all("If-None-Match"), entry.tag())) {
            String type = MediaTypes.of(names.get(names.size() - 1));
            answer = new HttpResponse(
                    200, Headers.of("Content-Type", type), entry.opener().open());
        }
        return answer.withHeader("ETag", entry.tag());
    }

    private static List<String> index(List<String> names) {
        List<String> longer = new ArrayList<>(names);
        longer.add(INDEX);
        return longer;
    }

    private static HttpResponse notFound() {
        return HttpResponse.text(404, "404 Not Found\n");
    }
}
