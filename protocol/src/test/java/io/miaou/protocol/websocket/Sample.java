package io.miaou.protocol.websocket;

import java.util.ArrayList;
import java.util.List;

/**
 * A stream of frames and what a reader must make of it.
 *
 * <p>Frames are written {@code HH:payload}, the first octet in hexadecimal (FIN is 80, RSV1-3 are 40, 20, 10, the low
 * digit is the opcode) and the payload as {@link Bytes} has it. Events are {@code text:}, {@code binary:}, {@code ping:},
 * {@code pong:}, {@code close:} with their payload, or {@code fail:} with the code of our close frame. Lengths are in
 * their shortest form, and frames are masked when the server reads them; so one sample is two streams.
 *
 * @param section of RFC 6455
 * @param name what is shown
 * @param frames the stream
 * @param events what must be heard
 */
record Sample(String section, String name, String frames, String events) {
    Wire to(Side reader) {
        return Wire.to(reader).frames(frames);
    }

    List<String> expected() {
        return Heard.lines(events);
    }

    /** What stands between blanks that are not inside quotes. */
    static List<String> words(String notation) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char c : (notation + " ").toCharArray()) {
            quoted ^= c == '\'';
            if ((c == ' ' || c == '\n') && !quoted) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        return words;
    }
}
