package io.miaou.websocket.http;

import io.miaou.websocket.http.HttpResponse.Streamed;
import io.miaou.websocket.http.HttpResponse.Whole;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Resources beside a class, in its jar or module.
 *
 * <p>They do not change while the server runs, so each is read and hashed once and kept, up to {@code maxKept} bytes in all;
 * beyond that they are read anew. Those in a plain folder, as during development, are treated as files are: not kept, so that
 * an edit shows. Any thread: the map of what is kept is concurrent, its size an atomic.
 */
final class ResourceSource implements StaticSource {
    /** In bytes. A bound against a jar of gigabytes, and against one file under many names where case is ignored. */
    static final long MAX_KEPT = 64L << 20;

    private static final int COST_OF_ENTRY = 256;
    private static final int TAG_BYTES = 16;

    private final Class<?> anchor;
    private final String prefix;
    private final long maxKept;
    private final ConcurrentHashMap<String, Entry> kept = new ConcurrentHashMap<>();
    private final AtomicLong keptBytes = new AtomicLong();

    /**
     * @param prefix with a slash at both ends
     * @param maxKept how much is kept, in bytes
     */
    ResourceSource(Class<?> anchor, String prefix, long maxKept) {
        this.anchor = anchor;
        this.prefix = prefix;
        this.maxKept = maxKept;
    }

    @Override
    public @Nullable Entry find(List<String> names) throws IOException {
        String name = prefix + String.join("/", names);
        Entry known = kept.get(name);
        if (known != null) {
            return known;
        }
        URL url = anchor.getResource(name);
        if (url == null) {
            return null;
        }
        return url.getProtocol().equals("file") ? file(url) : load(name, url);
    }

    private static @Nullable Entry file(URL url) throws IOException {
        try {
            return DirectorySource.entry(Path.of(url.toURI()));
        } catch (URISyntaxException e) {
            throw new IOException("resource " + url + " is at no path", e);
        }
    }

    private @Nullable Entry load(String name, URL url) throws IOException {
        URLConnection connection = connect(url);
        MessageDigest hash = sha256();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        long size = 0;
        try (InputStream in = connection.getInputStream()) {
            if (connection instanceof JarURLConnection jar && jar.getJarEntry().isDirectory()) {
                return null;
            }
            byte[] part = new byte[8192];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                hash.update(part, 0, n);
                size += n;
                if (size <= MAX_WHOLE) {
                    content.write(part, 0, n);
                }
            }
        }
        String tag = '"' + HexFormat.of().formatHex(hash.digest(), 0, TAG_BYTES) + '"';
        if (size > MAX_WHOLE) {
            return keep(
                    name,
                    0,
                    new Entry(
                            tag,
                            () -> new Streamed(out -> {
                                try (InputStream in = connect(url).getInputStream()) {
                                    in.transferTo(out);
                                }
                            })));
        }
        byte[] bytes = content.toByteArray();
        // A copy each time: the array of a Whole belongs to the response.
        return keep(name, bytes.length, new Entry(tag, () -> new Whole(bytes.clone())));
    }

    private Entry keep(String name, int size, Entry entry) {
        long cost = COST_OF_ENTRY + (long) size;
        if (keptBytes.addAndGet(cost) > maxKept || kept.putIfAbsent(name, entry) != null) {
            keptBytes.addAndGet(-cost);
        }
        return entry;
    }

    /** How many bytes are kept now. */
    long keptBytes() {
        return keptBytes.get();
    }

    private static URLConnection connect(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        // The shared cache would keep a jar open that was replaced on disk.
        connection.setUseCaches(false);
        return connection;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
