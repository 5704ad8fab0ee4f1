package io.miaou.websocket.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** A coding of an answer's content (RFC 9110 §8.4.1). Any thread. */
public enum ContentCoding {
    /** RFC 1952. */
    GZIP("gzip"),
    /** The zlib format, RFC 1950: not deflate alone (RFC 9110 §8.4.1.2). */
    DEFLATE("deflate");

    private static final int BUFFER = 8 * 1024;

    private final String wire;

    ContentCoding(String wire) {
        this.wire = wire;
    }

    /** Its name in {@code Accept-Encoding} and {@code Content-Encoding}. */
    public String wire() {
        return wire;
    }

    /** Content in this coding. */
    byte[] encode(byte[] content) {
        ByteArrayOutputStream coded = new ByteArrayOutputStream(Math.max(64, content.length / 4));
        try (OutputStream out = stream(coded)) {
            out.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException("an array takes everything", impossible);
        }
        return coded.toByteArray();
    }

    private OutputStream stream(OutputStream out) throws IOException {
        return switch (this) {
            case GZIP -> new GZIPOutputStream(out, BUFFER);
            case DEFLATE -> new DeflaterOutputStream(out);
        };
    }
}
