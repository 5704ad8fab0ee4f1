package io.miaou.bench.codec;

import io.miaou.protocol.websocket.FrameEncoder;
import io.miaou.protocol.websocket.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

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

    /** Messages of exactly that size, in words that repeat as words do: short ones often, each line another. */
    static byte[][] prose(int count, int size) {
        String[] words =
                ("the of and a to in is you that it he was for on are as with his they I at be this have from or one had"
                                + " by but not what all were we when your can said there use an each which she do how their if"
                                + " message channel connection server client history reaction typing presence reconnect browser")
                        .split(" ", -1);
        Random random = new Random(7692);
        byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder(size + 32)
                    .append("{\"user\":\"u")
                    .append(random.nextInt(100))
                    .append("\",\"text\":\"");
            while (text.length() < size) {
                text.append(words[Math.min(random.nextInt(words.length), random.nextInt(words.length))])
                        .append(' ');
            }
            messages[i] = text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
        }
        return messages;
    }

    /** A client's frame in the memory that a native transport reads into. */
    static ByteBuffer maskedFrame(Opcode opcode, byte[] payload) {
        FrameEncoder encoder = FrameEncoder.client(() -> KEY);
        ByteBuffer frame = ByteBuffer.allocateDirect(encoder.encodedLength(payload.length));
        encoder.encode(frame, opcode, payload);
        return frame.flip();
    }
}
