package io.miaou.protocol.websocket;

import java.util.List;

/** The streams of the conformance suite, by chapter; {@link Sample} explains the notation, {@link Utf8Samples} has the texts. */
final class Samples {
    private Samples() {}

    /** RFC 6455 §5.2: one frame, one message. */
    static final List<Sample> FRAMING = List.of(
            new Sample("5.7", "a single-frame text", "81:'Hello'", "text:'Hello'"),
            new Sample("5.7", "a fragmented text", "01:'Hel' 80:'lo'", "text:'Hello'"),
            new Sample("5.7", "a ping", "89:'Hello'", "ping:'Hello'"),
            new Sample("5.7", "256 bytes of binary", "82:256xfe", "binary:256xfe"),
            new Sample("5.7", "64 KiB of binary", "82:65536xfe", "binary:65536xfe"),
            new Sample("5.2", "text of 0 bytes", "81:", "text:"),
            new Sample("5.2", "text of 125 bytes", "81:125x2a", "text:125x2a"),
            new Sample("5.2", "text of 126 bytes", "81:126x2a", "text:126x2a"),
            new Sample("5.2", "text of 127 bytes", "81:127x2a", "text:127x2a"),
            new Sample("5.2", "text of 128 bytes", "81:128x2a", "text:128x2a"),
            new Sample("5.2", "text of 65,535 bytes", "81:65535x2a", "text:65535x2a"),
            new Sample("5.2", "text of 65,536 bytes", "81:65536x2a", "text:65536x2a"),
            new Sample("5.2", "binary of 0 bytes", "82:", "binary:"),
            new Sample("5.2", "binary of 125 bytes", "82:125xfe", "binary:125xfe"),
            new Sample("5.2", "binary of 126 bytes", "82:126xfe", "binary:126xfe"),
            new Sample("5.2", "binary of 127 bytes", "82:127xfe", "binary:127xfe"),
            new Sample("5.2", "binary of 128 bytes", "82:128xfe", "binary:128xfe"),
            new Sample("5.2", "binary of 65,535 bytes", "82:65535xfe", "binary:65535xfe"),
            new Sample("5.2", "binary of 65,536 bytes", "82:65536xfe", "binary:65536xfe"),
            new Sample("5.2", "three messages in a row", "81:'a' 82:00 81:", "text:'a' binary:00 text:"));

    /** RFC 6455 §5.5.2, §5.5.3. */
    static final List<Sample> PINGS = List.of(
            new Sample("5.5.2", "ping without payload", "89:", "ping:"),
            new Sample("5.5.2", "ping with text", "89:'Hello, world!'", "ping:'Hello, world!'"),
            new Sample("5.5.2", "ping with bytes that are not text", "89:00fffefdfcfb00ff", "ping:00fffefdfcfb00ff"),
            new Sample("5.5.2", "ping of 125 bytes", "89:125xfe", "ping:125xfe"),
            new Sample("5.5", "ping of 126 bytes", "89:126xfe", "fail:1002"),
            new Sample("5.5.3", "pong without payload that nobody asked for", "8a:", "pong:"),
            new Sample("5.5.3", "pong that nobody asked for", "8a:'unsolicited'", "pong:'unsolicited'"),
            new Sample("5.5.3", "such a pong, then a ping", "8a:'one' 89:'two'", "pong:'one' ping:'two'"),
            new Sample("5.5.3", "pong of 126 bytes", "8a:126x00", "fail:1002"),
            new Sample(
                    "5.5.2",
                    "ten pings in a row",
                    "89:'0' 89:'1' 89:'2' 89:'3' 89:'4' 89:'5' 89:'6' 89:'7' 89:'8' 89:'9'",
                    "ping:'0' ping:'1' ping:'2' ping:'3' ping:'4' ping:'5' ping:'6' ping:'7' ping:'8' ping:'9'"),
            new Sample("5.5.2", "a ping between two messages", "81:'a' 89:'?' 81:'b'", "text:'a' ping:'?' text:'b'"));

    /** RFC 6455 §5.4. */
    static final List<Sample> FRAGMENTS = List.of(
            new Sample("5.5", "a fragmented ping", "09:'fragment1' 80:'fragment2'", "fail:1002"),
            new Sample("5.5", "a fragmented pong", "0a:'fragment1' 80:'fragment2'", "fail:1002"),
            new Sample("5.5", "a fragmented close", "08:03e8 80:'bye'", "fail:1002"),
            new Sample("5.4", "a text in two fragments", "01:'fragment1' 80:'fragment2'", "text:'fragment1fragment2'"),
            new Sample("5.4", "a binary in two fragments", "02:00ff 80:ff00", "binary:00ffff00"),
            new Sample(
                    "5.4",
                    "a ping between two fragments",
                    "01:'fragment1' 89:'ping' 80:'fragment2'",
                    "ping:'ping' text:'fragment1fragment2'"),
            new Sample("5.4", "a pong between two fragments", "02:01 8a:'pong' 80:02", "pong:'pong' binary:0102"),
            new Sample(
                    "5.4",
                    "a ping between any two of five fragments",
                    "01:'a' 89:'1' 00:'b' 89:'2' 00:'c' 89:'3' 00:'d' 89:'4' 80:'e'",
                    "ping:'1' ping:'2' ping:'3' ping:'4' text:'abcde'"),
            new Sample("5.4", "a final continuation first", "80:'no' 81:'Hello'", "fail:1002"),
            new Sample("5.4", "a continuation first", "00:'no' 81:'Hello'", "fail:1002"),
            new Sample("5.4", "an empty continuation first", "00:", "fail:1002"),
            new Sample("5.4", "a final continuation after a message", "81:'Hello' 80:'no'", "text:'Hello' fail:1002"),
            new Sample("5.4", "a continuation after a message", "82:00 00:'no'", "binary:00 fail:1002"),
            new Sample(
                    "5.4", "a continuation after a fragmented message", "01:'a' 80:'b' 80:'c'", "text:'ab' fail:1002"),
            new Sample(
                    "5.4",
                    "continuations that have nothing to continue, again and again",
                    "00:'a' 01:'b' 80:'c' 00:'d' 01:'e' 80:'f'",
                    "fail:1002"),
            new Sample("5.4", "a text inside an unfinished text", "01:'a' 81:'b'", "fail:1002"),
            new Sample("5.4", "a binary inside an unfinished text", "01:'a' 82:00", "fail:1002"),
            new Sample("5.4", "a fragment of another text inside a text", "01:'a' 01:'b' 80:'c'", "fail:1002"),
            new Sample("5.4", "the same after a continuation", "02:00 00:01 02:02", "fail:1002"),
            new Sample("5.4", "the same after a ping", "01:'a' 89:'?' 81:'b'", "ping:'?' fail:1002"),
            new Sample("5.4", "empty first fragment", "01: 80:'a'", "text:'a'"),
            new Sample("5.4", "empty last fragment", "01:'a' 80:", "text:'a'"),
            new Sample("5.4", "empty fragments alone", "01: 00: 80:", "text:"),
            new Sample("5.4", "empty fragments of a binary", "02: 00: 80:", "binary:"),
            new Sample("5.4", "an empty one in the middle", "01:'a' 00: 80:'b'", "text:'ab'"),
            new Sample("5.4", "two fragmented messages", "01:'a' 80:'b' 02:01 80:02", "text:'ab' binary:0102"),
            new Sample("5.4", "a whole message after it", "02:01 80:02 81:'a'", "binary:0102 text:'a'"),
            new Sample("5.4", "close between two fragments", "01:'a' 88:03e8 80:'b'", "close:03e8 text:'ab'"),
            new Sample("5.4", "a fragment of 65,536 bytes", "02:65536x01 80:01", "binary:65537x01"));

    /** RFC 6455 §5.5.1, §7.4: what a close frame may carry. Codes are swept in the test. */
    static final List<Sample> CLOSES = List.of(
            new Sample("5.5.1", "close without payload", "88:", "close:"),
            new Sample("5.5.1", "close with half a code", "88:03", "fail:1002"),
            new Sample("5.5.1", "close with a code", "88:03e8", "close:03e8"),
            new Sample("5.5.1", "close with a reason", "88:03e8+'Hello World!'", "close:03e8+'Hello World!'"),
            new Sample("5.5.1", "close with a reason of 123 bytes", "88:03e8+123x2a", "close:03e8+123x2a"),
            new Sample("5.5.1", "close with a reason of 124 bytes", "88:03e8+124x2a", "fail:1002"),
            new Sample("5.5.1", "close with a reason in Greek", "88:03e8+'κόσμε'", "close:03e8+'κόσμε'"),
            new Sample("8.1", "close with a surrogate in its reason", "88:03e8+cebaeda080", "fail:1007"),
            new Sample("8.1", "close with half a character at its end", "88:03e8+'a'+ceba+ce", "fail:1007"),
            new Sample("7.4.1", "a bad code with a bad reason", "88:03ec+ff", "fail:1002"),
            new Sample("5.5.1", "close after a message", "81:'Hello' 88:03e8", "text:'Hello' close:03e8"));
}
