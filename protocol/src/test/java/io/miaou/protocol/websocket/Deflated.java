package io.miaou.protocol.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Parameters by name, and compressed payloads that are made without the code under test. */
final class Deflated {
    static final DeflateParameters ALONE = new DeflateParameters(true, true, 15, 15);
    static final DeflateParameters TAKEOVER = new DeflateParameters(false, false, 15, 15);

    private Deflated() {}

    /** RFC 7692 §7.2.1: compressed, flushed, without its last four octets. */
    static byte[] payload(byte[] message) {
        byte[] flushed = flushed(message);
        return Arrays.copyOf(flushed, flushed.length - 4);
    }

    /** Blocks that end at an octet and refer to nothing outside: any number of them may stand one behind the other. */
    static byte[] flushed(byte[] message) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(message);
            byte[] out = new byte[message.length + 1_000];
            return Arrays.copyOf(out, deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH));
        } finally {
            deflater.end();
        }
    }

    /** A million zeros in about a kilobyte, as often as asked: {@code 1_000} make a gigabyte out of a megabyte. */
    static byte[] bomb(int megabytes) {
        byte[] one = flushed(new byte[1_000_000]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < megabytes; i++) {
            out.writeBytes(one);
        }
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - 4);
    }
}
