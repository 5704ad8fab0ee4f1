package io.miaou.protocol.websocket;

import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** Writes events down as lines that can be compared, read in a table and shown when a test fails. */
final class Heard {
    private static final int SHOWN = 64;
    private static final Set<String> VERBATIM = Set.of("fail", "violated", "finish");

    private Heard() {}

    /** The line for the decoder's last event. */
    static String line(FrameDecoder decoder, FrameDecoder.Event event) {
        return switch (event) {
            case TEXT -> line("text", decoder.payload());
            case BINARY -> line("binary", decoder.payload());
            case PING -> line("ping", decoder.payload());
            case PONG -> line("pong", decoder.payload());
            case CLOSE -> line("close", decoder.payload());
            case VIOLATION -> "fail " + decoder.violation().closeCode();
            case NEED_INPUT -> throw new IllegalArgumentException("not an event");
        };
    }

    static String line(String kind, byte[] payload) {
        if (payload.length <= SHOWN) {
            return kind + " " + Bytes.hex(payload);
        }
        CRC32 sum = new CRC32();
        sum.update(payload);
        return kind + " of " + payload.length + " bytes, CRC " + Long.toHexString(sum.getValue());
    }

    /** Lines from the notation of {@link Sample}: {@code ping: text:'Hello' fail:1002}. */
    static List<String> lines(String notation) {
        return Sample.words(notation).stream().map(Heard::expected).toList();
    }

    private static String expected(String word) {
        int colon = word.indexOf(':');
        String kind = word.substring(0, colon);
        String rest = word.substring(colon + 1);
        return VERBATIM.contains(kind) ? kind + " " + rest : line(kind, Bytes.of(rest));
    }
}
