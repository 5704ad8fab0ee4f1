package io.miaou.server.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.miaou.protocol.http.AcceptEncoding;
import io.miaou.protocol.http.Headers;
import io.miaou.protocol.http.RequestHead;
import io.miaou.websocket.internal.Callbacks;
import io.miaou.websocket.internal.ContentCoding;
import io.miaou.websocket.internal.Mount;
import io.miaou.websocket.internal.MountExchange;
import io.miaou.websocket.internal.MountHandshake;
import io.miaou.websocket.internal.MountHost;
import io.miaou.websocket.internal.MountSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the official client's bundles, which the build puts into this module's resources, below the server's path: as {@code
 * /socket.io/socket.io.js}. Only these names, for {@code GET} and {@code HEAD}; all else below the path is the engine's.
 *
 * <p>A bundle is read and coded when it is first asked for in that form, on a virtual thread, and kept: all forms together take 2
 * MB. Called on the loops; {@link #forms} may be used by any thread.
 */
public final class ClientBundles implements Mount {
    private static final String RESOURCES = "/io/miaou/server/client-dist/";
    private static final List<String> BUNDLES =
            List.of("socket.io.esm.min.js", "socket.io.js", "socket.io.min.js", "socket.io.msgpack.min.js");
    private static final String MAP = ".map";
    private static final byte[] NOTHING = new byte[0];

    private final String begin; // of the targets, up to what all names have in common
    private final int folder; // characters of the target before the name
    private final String tag;
    private final Map<Form, byte[]> forms = new ConcurrentHashMap<>();
    private @Nullable MountHost host; // set before the first request

    /** A bundle as some clients want it. */
    private record Form(String name, @Nullable ContentCoding coding) {}

    /**
     * Serves them.
     *
     * @param prefix where the engine answers, with or without a slash at its end
     * @throws IllegalStateException when they are not in this module, as when something else than Maven has built it
     */
    public ClientBundles(String prefix) {
        String path = prefix.endsWith("/") ? prefix : prefix + "/";
        this.folder = path.length();
        this.begin = path + "socket.io.";
        this.tag = '"' + new String(read("version"), UTF_8).strip() + '"';
    }

    @Override
    public boolean claims(RequestHead head) {
        // Asked for every request of the port, and nearly all are the engine's: the first look tells.
        return head.target().startsWith(begin)
                && (head.method().equals("GET") || head.method().equals("HEAD"))
                && !head.headers().hasToken("Upgrade", "websocket")
                && isBundle(name(head));
    }

    private String name(RequestHead head) {
        return head.path().substring(folder);
    }

    private static boolean isBundle(String name) {
        return BUNDLES.contains(name.endsWith(MAP) ? name.substring(0, name.length() - MAP.length()) : name);
    }

    @Override
    public MountSettings settings() {
        return new MountSettings(1); // there are no WebSockets
    }

    @Override
    public void begin(MountHost server) {
        host = server;
    }

    @Override
    public void onHandshake(MountHandshake handshake) {
        handshake.refuse(400, Headers.empty(), NOTHING);
    }

    @Override
    public void onRequest(MountExchange exchange) {
        Headers request = exchange.head().headers();
        Headers caching = Headers.of("Cache-Control", "public, max-age=0", "ETag", tag, "Vary", "Accept-Encoding");
        if (isKnown(request.all("If-None-Match"))) {
            exchange.answer(304, caching, NOTHING);
            return;
        }
        Form form = new Form(name(exchange.head()), coding(request.all("Accept-Encoding")));
        byte[] ready = forms.get(form);
        if (ready != null) {
            answer(exchange, caching, form, ready);
            return;
        }
        MountHost server = requireNonNull(host);
        server.handlerBegins();
        Callbacks.run(() -> {
            try {
                answer(exchange, caching, form, forms.computeIfAbsent(form, ClientBundles::make));
            } finally {
                server.handlerEnded();
            }
        });
    }

    private static void answer(MountExchange exchange, Headers caching, Form form, byte[] content) {
        String type = form.name.endsWith(MAP) ? "application/json" : "application/javascript";
        Headers headers =
                caching.with("Content-Type", type + "; charset=utf-8").with("X-Content-Type-Options", "nosniff");
        ContentCoding coding = form.coding;
        exchange.answer(200, coding == null ? headers : headers.with("Content-Encoding", coding.wire()), content);
    }

    /** RFC 9110 §13.1.2, compared weakly. Our tag holds no comma: what is split at one inside another tag matches nothing. */
    private boolean isKnown(List<String> fields) {
        for (String field : fields) {
            for (String known : field.split(",", -1)) {
                String bare = known.strip();
                if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable ContentCoding coding(List<String> accepted) {
        for (ContentCoding coding : ContentCoding.values()) {
            if (AcceptEncoding.prefers(accepted, coding.wire())) {
                return coding;
            }
        }
        return null;
    }

    private static byte[] make(Form form) {
        byte[] content = read(form.name);
        ContentCoding coding = form.coding;
        if (coding == null) {
            return content;
        }
        ByteArrayOutputStream coded = new ByteArrayOutputStream(content.length / 3);
        try (OutputStream out = switch (coding) {
            case GZIP -> new GZIPOutputStream(coded);
            case DEFLATE -> new DeflaterOutputStream(coded);
        }) {
            out.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array takes everything", impossible);
        }
        return coded.toByteArray();
    }

    private static byte[] read(String name) {
        try (InputStream in = ClientBundles.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new IllegalStateException("the client's bundles are not in this build (" + name
                        + " is missing): build it with Maven, or do without by serveClient(false)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the client's bundle " + name, e);
        }
    }
}
