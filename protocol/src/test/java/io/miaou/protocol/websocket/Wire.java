package io.miaou.protocol.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Lays frames on the wire by hand, legal or not, towards the side that reads them: masked when that is the server.
 *
 * <p>It shares no code with the encoder under test, and masks one octet after the other as RFC 6455 §5.3 writes it.
 */
final class Wire {
    private final Side reader;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<Integer> edges = new ArrayList<>();
    private int key = 0x37FA213D; // the key of the samples in RFC 6455 §5.7

    private Wire(Side reader) {
        this.reader = reader;
    }

    static Wire to(Side reader) {
        return new Wire(reader);
    }

    /** The next frames carry this key, and each one after it another, unless it is set again. */
    Wire key(int next) {
        key = next;
        return this;
    }

    /** A frame whose length has the shortest form. */
    Wire frame(int first, byte[] payload) {
        int form = payload.length < 126 ? 7 : payload.length < 65_536 ? 16 : 64;
        return frame(first, form, payload.length, payload);
    }

    /**
     * A frame that announces any length in any form.
     *
     * @param form bits of the length: 7, 16 or 64
     */
    Wire frame(int first, int form, long announced, byte[] payload) {
        return frame(first, form, announced, payload, reader == Side.SERVER);
    }

    Wire frame(int first, int form, long announced, byte[] payload, boolean masked) {
        edges.add(out.size());
        out.write(first);
        int maskBit = masked ? 0x80 : 0;
        switch (form) {
            case 7 -> out.write(maskBit | (int) announced);
            case 16 -> {
                out.write(maskBit | 126);
                out.writeBytes(
                        ByteBuffer.allocate(2).putShort((short) announced).array());
            }
            case 64 -> {
                out.write(maskBit | 127);
                out.writeBytes(ByteBuffer.allocate(8).putLong(announced).array());
            }
            default -> throw new IllegalArgumentException("form " + form + ": give 7, 16 or 64");
        }
        if (!masked) {
            out.writeBytes(payload);
            return this;
        }
        byte[] mask = ByteBuffer.allocate(4).putInt(key).array();
        out.writeBytes(mask);
        byte[] turned = payload.clone();
        for (int i = 0; i < payload.length; i++) {
            turned[i] ^= mask[i % 4];
        }
        out.writeBytes(turned);
        key = Integer.rotateLeft(key, 5) + 0x9E3779B9;
        return this;
    }

    /** Frames in the notation of {@link Sample}: {@code 01:'Hel' 89: 80:'lo'}. */
    Wire frames(String notation) {
        for (String frame : Sample.words(notation)) {
            int colon = frame.indexOf(':');
            frame(HexFormat.fromHexDigits(frame.substring(0, colon)), Bytes.of(frame.substring(colon + 1)));
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes());
    }

    int size() {
        return out.size();
    }

    /** Where frames begin. */
    List<Integer> edges() {
        return List.copyOf(edges);
    }
}
