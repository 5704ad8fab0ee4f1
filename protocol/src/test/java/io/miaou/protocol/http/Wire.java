package io.miaou.protocol.http;

import io.miaou.protocol.http.HttpEvent.Content;
import io.miaou.protocol.http.HttpEvent.End;
import io.miaou.protocol.http.HttpEvent.NeedInput;
import io.miaou.protocol.http.HttpEvent.Problem;
import io.miaou.protocol.http.HttpEvent.Request;
import io.miaou.protocol.http.HttpEvent.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Feeds bytes to a decoder in pieces and notes what it says, one line an event, contents in a row joined. */
final class Wire {
    private Wire() {}

    /** One byte per char. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<String> requests(String stream) {
        return requests(HttpLimits.DEFAULTS, stream);
    }

    static List<String> requests(HttpLimits limits, String stream) {
        return run(new RequestDecoder(limits)::next, bytes(stream));
    }

    static List<String> responses(String stream) {
        return run(new ResponseDecoder(HttpLimits.DEFAULTS)::next, bytes(stream));
    }

    /** What a fresh decoder says to one bad stream: the status of the problem it must end with. */
    static int status(HttpLimits limits, String stream) {
        return problem(limits, stream).status();
    }

    static int status(String stream) {
        return status(HttpLimits.DEFAULTS, stream);
    }

    static Problem problem(HttpLimits limits, String stream) {
        RequestDecoder decoder = new RequestDecoder(limits);
        ByteBuffer in = ByteBuffer.wrap(bytes(stream));
        HttpEvent event = decoder.next(in);
        while (!(event instanceof Problem) && !(event instanceof NeedInput)) {
            event = decoder.next(in);
        }
        if (event instanceof Problem problem) {
            return problem;
        }
        throw new AssertionError("no problem with " + HttpSyntax.quote(stream));
    }

    /** The events of a stream that is cut before each of the given offsets. */
    static List<String> run(Function<ByteBuffer, HttpEvent> decoder, byte[] stream, int... cuts) {
        Notes notes = new Notes();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : stream.length;
            ByteBuffer in = i % 2 == 0 ? heap(stream, from, to) : direct(stream, from, to);
            HttpEvent event = decoder.apply(in);
            while (!(event instanceof NeedInput)) {
                notes.add(event);
                if (event instanceof Problem) {
                    return notes.lines();
                }
                event = decoder.apply(in);
            }
            if (in.hasRemaining()) {
                throw new AssertionError("asked for input with " + in.remaining() + " bytes left");
            }
            from = to;
        }
        return notes.lines();
    }

    /** The events of a stream that comes byte by byte. */
    static List<String> runByteByByte(Function<ByteBuffer, HttpEvent> decoder, byte[] stream) {
        int[] cuts = new int[Math.max(0, stream.length - 1)];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = i + 1;
        }
        return run(decoder, stream, cuts);
    }

    private static ByteBuffer heap(byte[] stream, int from, int to) {
        return ByteBuffer.wrap(stream, from, to - from);
    }

    private static ByteBuffer direct(byte[] stream, int from, int to) {
        ByteBuffer in = ByteBuffer.allocateDirect(to - from);
        in.put(stream, from, to - from);
        return in.flip();
    }

    private static final class Notes {
        private final List<String> lines = new ArrayList<>();
        private final StringBuilder content = new StringBuilder();

        void add(HttpEvent event) {
            if (event instanceof Content part) {
                content.append(new String(part.bytes(), StandardCharsets.ISO_8859_1));
                return;
            }
            flush();
            lines.add(
                    switch (event) {
                        case Request(RequestHead head) ->
                            head.method() + " " + head.target() + " 1." + head.minorVersion() + " " + head.headers();
                        case Response(ResponseHead head) ->
                            head.status() + " " + head.reason() + " 1." + head.minorVersion() + " " + head.headers();
                        case End() -> "End";
                        case Problem(int status, String detail, String limit) -> status + " " + detail;
                        case Content part -> throw new AssertionError(part);
                        case NeedInput need -> throw new AssertionError(need);
                    });
        }

        List<String> lines() {
            flush();
            return lines;
        }

        private void flush() {
            if (!content.isEmpty()) {
                lines.add("Content " + content);
                content.setLength(0);
            }
        }
    }
}
