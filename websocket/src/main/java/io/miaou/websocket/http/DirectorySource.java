package io.miaou.websocket.http;

import io.miaou.websocket.http.HttpResponse.Streamed;
import io.miaou.websocket.http.HttpResponse.Whole;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Files below a folder, read anew for each request.
 *
 * <p>The real path decides, that is, the one without symbolic links: it must lie below the real path of the root and hold no
 * name with a dot in front, so that a link shows neither the world outside nor a hidden file inside. The root itself may be a
 * link that is turned to another release while the server runs. Immutable: any thread.
 */
final class DirectorySource implements StaticSource {
    private final Path root;

    DirectorySource(Path root) {
        this.root = root;
    }

    @Override
    public @Nullable Entry find(List<String> names) throws IOException {
        try {
            Path realRoot = root.toRealPath();
            Path file = realRoot;
            for (String name : names) {
                file = file.resolve(name);
            }
            Path real = file.toRealPath();
            return real.startsWith(realRoot) && !isHidden(realRoot.relativize(real)) ? entry(real) : null;
        } catch (FileSystemException | InvalidPathException e) {
            // Not there, a file for a folder, a name too long or impossible here, links in a circle, no right to look.
            return null;
        }
    }

    private static boolean isHidden(Path path) {
        for (Path name : path) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The entry of a file; null for a folder, a pipe, a device. The tag is weak, of size and time of change: a file that is
     * replaced by one of the same size within one tick of its file system keeps its tag.
     */
    static @Nullable Entry entry(Path file) throws IOException {
        // Before the content is read: should it change in between, the old tag on the new content costs one
        // request more.
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        if (!facts.isRegularFile() || !Files.isReadable(file)) {
            return null;
        }
        String tag = "W/\"" + Long.toHexString(facts.size()) + "-"
                + Long.toHexString(facts.lastModifiedTime().to(TimeUnit.NANOSECONDS)) + "\"";
        if (facts.size() <= MAX_WHOLE) {
            return new Entry(tag, () -> new Whole(Files.readAllBytes(file)));
        }
        return new Entry(tag, () -> new Streamed(out -> Files.copy(file, out)));
    }
}
