package io.miaou.websocket.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The path of a request as names of folders and files, or what is wrong with it. */
sealed interface StaticPath {
    /**
     * A path that may be looked for: each name is decoded, not empty, begins with no dot and holds neither a slash of either
     * kind nor a control character, so that it cannot lead out of a folder.
     *
     * @param names from the root down; none for the root itself
     * @param folder whether a slash stands at the end
     */
    record Names(List<String> names, boolean folder) implements StaticPath {}

    /** A path that is not looked for, and what it is answered with. */
    record Refused(int status) implements StaticPath {}

    /**
     * Reads a path as it stands in the request. Percent-encoding is undone once (RFC 3986 §2.4): {@code %252e} is the name
     * {@code %2e}, never a dot.
     *
     * <p>400 for what no link leads to: bad percent-encoding, bad UTF-8, control characters, a backslash, a slash that was
     * encoded. 404 for empty names ({@code //}) and for those that begin with a dot: {@code ..}, {@code .}, {@code .git}.
     */
    static StaticPath parse(String path) {
        if (!path.startsWith("/")) {
            return new Refused(400);
        }
        List<String> names = new ArrayList<>();
        boolean hidden = false;
        int start = 1;
        while (start < path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String name = decode(path, start, end);
            if (!isName(name)) {
                return new Refused(400);
            }
            hidden |= name.isEmpty() || name.startsWith(".");
            names.add(name);
            start = end + 1;
        }
        return hidden ? new Refused(404) : new Names(List.copyOf(names), path.endsWith("/"));
    }

    /** The part of the path with its percent-encoding undone, or one that is no name when that cannot be. */
    private static String decode(String path, int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            char c = path.charAt(i);
            if (c == '%') {
                int octet = i + 2 < end ? octet(path.charAt(i + 1), path.charAt(i + 2)) : -1;
                if (octet < 0) {
                    return "\0";
                }
                bytes.write(octet);
                i += 2;
            } else if (c > '~') {
                return "\0";
            } else {
                bytes.write(c);
            }
        }
        try {
            // A decoder of its own: new String(...) would put U+FFFD in the place of bad bytes.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return "\0";
        }
    }

    private static int octet(char high, char low) {
        return high > '~' || low > '~' || Character.digit(high, 16) < 0 || Character.digit(low, 16) < 0
                ? -1
                : Character.digit(high, 16) << 4 | Character.digit(low, 16);
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                return false;
            }
        }
        return true;
    }
}
