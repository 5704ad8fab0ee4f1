package io.miaou.bench.codec;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What the contestants are given: the same bytes for all of them. */
final class Payloads {
    /** The key of every masked frame: that of RFC 6455 §5.7. */
    static final int KEY = 0x37fa213d;

    private Payloads() {}

    /** UTF-8 of exactly that size: the sample over and over, and x where the next character has no room. */
    static byte[] text(String sample, int size) {
        int[] characters = sample.codePoints().toArray();
        byte[] bytes = new byte[size];
        int at = 0;
        for (int i = 0; at < size; i++) {
            byte[] next = Character.toString(characters[i % characters.length]).getBytes(StandardCharsets.UTF_8);
            if (next.length > size - at) {
                Arrays.fill(bytes, at, size, (byte) 'x');
                break;
            }
            System.arraycopy(next, 0, bytes, at, next.length);
            at += next.length;
        }
        return bytes;
    }

    /** ASCII as people write it. */
    static byte[] ascii(int size) {
        return text("The quick brown fox jumps over t", size);
    }

    /** A client's frame in the memory that a native transport reads into. */
    static ByteBuffer maskedFrame(Opcode opcode, byte[] payload) {
        FrameEncoder encoder = FrameEncoder.client(() -> KEY);
        ByteBuffer frame = ByteBuffer.allocateDirect(encoder.encodedLength(payload.length));
        encoder.encode(frame, opcode, payload);
        return frame.flip();
    }
}
