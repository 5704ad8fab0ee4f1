package io.miaou.protocol.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads docs/protocol/websocket.md and holds every sample frame in it against the codec. */
class AnnotatedSessionTest {
    private static final Path PAGE = Path.of("..", "docs", "protocol", "websocket.md");
    private static final Pattern SAMPLE =
            Pattern.compile("^([CS])  ((?:[0-9a-f]{2} ?)+?)(?:  +.*)?$", Pattern.MULTILINE);

    private record Sample(Side sender, byte[] bytes) {}

    private static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        var matcher = SAMPLE.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            Side sender = matcher.group(1).equals("C") ? Side.CLIENT : Side.SERVER;
            samples.add(new Sample(
                    sender, HexFormat.ofDelimiter(" ").parseHex(matcher.group(2).strip())));
        }
        return samples;
    }

    @Test
    void everySampleOfThePageIsReadAsThePageSays() throws IOException {
        var resources = new CountingResources();
        var toServer = decoder(Side.SERVER, resources);
        var toClient = decoder(Side.CLIENT, resources);
        List<String> heard = new ArrayList<>();
        for (Sample sample : samples()) {
            FrameDecoder decoder = sample.sender() == Side.CLIENT ? toServer : toClient;
            FrameDecoder.Event event = decoder.next(ByteBuffer.wrap(sample.bytes()));
            heard.add(sample.sender() + " " + event
                    + switch (event) {
                        case TEXT -> " " + new String(decoder.payload(), UTF_8);
                        case CLOSE -> " " + CloseFrame.parse(decoder.payload()).code();
                        case PING, PONG ->
                            " " + ByteBuffer.wrap(decoder.payload()).getLong();
                        default -> "";
                    });
        }
        assertThat(heard)
                .containsExactly(
                        "CLIENT TEXT Hello",
                        "SERVER TEXT Hello",
                        "CLIENT NEED_INPUT",
                        "CLIENT TEXT été",
                        "SERVER PING 1",
                        "CLIENT PONG 1",
                        "CLIENT CLOSE 1000",
                        "SERVER CLOSE 1000",
                        "SERVER TEXT Hello",
                        "SERVER TEXT Hello",
                        "SERVER NEED_INPUT",
                        "SERVER TEXT Hello",
                        "SERVER TEXT ",
                        "SERVER TEXT Hello");
        toServer.discard();
        toClient.discard();
        resources.requireAllGivenBack();
    }

    private static FrameDecoder decoder(Side reader, DeflateResources resources) {
        return new FrameDecoder(reader, MessageLimits.DEFAULTS, InboundBudget.UNLIMITED, Deflated.TAKEOVER, resources);
    }

    @Test
    void theSamplesOfOneFrameAreWhatTheEncoderWrites() throws IOException {
        List<Sample> samples = samples();
        FrameEncoder client = FrameEncoder.client(() -> 0x37fa213d);
        assertThat(client.frame(Opcode.TEXT, "Hello".getBytes(UTF_8)))
                .isEqualTo(samples.get(0).bytes());
        assertThat(FrameEncoder.server().frame(Opcode.TEXT, "Hello".getBytes(UTF_8)))
                .isEqualTo(samples.get(1).bytes());
        byte[] normal = CloseFrame.encode(new CloseStatus(CloseCode.NORMAL, ""));
        assertThat(client.frame(Opcode.CLOSE, normal)).isEqualTo(samples.get(6).bytes());
        assertThat(FrameEncoder.server().frame(Opcode.CLOSE, normal))
                .isEqualTo(samples.get(7).bytes());
    }

    @Test
    void theSampleKeyIsAnsweredAsThePageSays() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                .contains("Sec-WebSocket-Accept: " + Handshake.acceptKey("dGhlIHNhbXBsZSBub25jZQ=="));
    }
}
