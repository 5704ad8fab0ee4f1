package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes over the wire in answer to every sample, RFC 6455 §5.5, §7: a pong to each ping, a close frame to each close
 * frame with its code, one with ours to each violation, and after that nothing.
 */
class SamplesThroughTheMachineTest {
    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_2_frames(Side side) {
        require(Samples.FRAMING, side);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_5_pingsAndPongs(Side side) {
        require(Samples.PINGS, side);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s5_4_fragments(Side side) {
        require(Samples.FRAGMENTS, side);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s7_closes(Side side) {
        require(Samples.CLOSES, side);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void s8_1_texts(Side side) {
        require(Utf8Samples.valid(), side);
        require(Utf8Samples.invalid(), side);
        require(Utf8Samples.truncated(), side);
    }

    private static void require(List<Sample> samples, Side side) {
        for (Sample sample : samples) {
            byte[] wire = sample.to(side).bytes();
            List<String> expected = expected(sample);
            for (int chop : new int[] {1, 7, wire.length}) {
                Machines m = Machines.open(side);
                List<String> heard = new ArrayList<>();
                m.sink.onLine(line -> {
                    heard.add(line);
                    if (line.startsWith("requested")) {
                        m.machine.confirmClose();
                    }
                });
                for (int at = 0; at < wire.length; at += chop) {
                    m.machine.receive(ByteBuffer.wrap(wire, at, Math.min(chop, wire.length - at)), 0);
                }
                assertThat(heard)
                        .as("§%s %s, to a %s, chops of %d", sample.section(), sample.name(), side, chop)
                        .isEqualTo(expected);
                m.machine.transportFailed("the sample is over");
                assertThat(m.budget.held()).isZero();
            }
        }
    }

    /** From what the decoder hears to what the machine does about it. */
    private static List<String> expected(Sample sample) {
        List<String> lines = new ArrayList<>();
        for (String word : Sample.words(sample.events())) {
            String payload = word.substring(word.indexOf(':') + 1);
            if (word.startsWith("ping:")) {
                lines.add(Heard.line("PONG", Bytes.of(payload)));
            } else if (word.startsWith("close:")) {
                CloseStatus status = CloseFrame.parse(Bytes.of(payload));
                lines.add(Heard.line("requested", Bytes.of(payload)));
                lines.add(Heard.line("CLOSE", CloseFrame.encode(new CloseStatus(status.code(), ""))));
                lines.add("finish " + status.code() + "/AFTER_FLUSH");
                return lines;
            } else if (word.startsWith("fail:")) {
                lines.add("violated " + payload);
                lines.add(Heard.line("CLOSE", CloseFrame.encode(new CloseStatus(Integer.parseInt(payload), ""))));
                lines.add("finish " + payload + "/AFTER_FLUSH");
                return lines;
            } else {
                lines.addAll(Heard.lines(word));
            }
        }
        return lines;
    }
}
