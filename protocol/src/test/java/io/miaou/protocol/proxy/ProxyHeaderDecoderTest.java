package io.miaou.protocol.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The header of the PROXY protocol, by the sections of its specification. */
class ProxyHeaderDecoderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String TCP4 = "c0000201" + "c6336401" + "dc04" + "01bb"; // 192.0.2.1:56324 to 198.51.100.1:443
    private static final String TCP6 =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "dc04" + "01bb";

    private static byte[] line(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String behindSignature) {
        return HexFormat.of().parseHex(SIGNATURE + behindSignature);
    }

    private static ProxyHeader client(String host, int port) {
        return new ProxyHeader.Client(new InetSocketAddress(host, port));
    }

    static Stream<Arguments> headers() {
        ProxyHeader none = new ProxyHeader.NoClient();
        ProxyHeader ipv4 = client("192.0.2.1", 56_324);
        ProxyHeader ipv6 = client("2001:db8::1", 56_324);
        String word = "f".repeat(4);
        String longest = String.join(":", java.util.Collections.nCopies(8, word));
        return Stream.of(
                arguments("1: TCP4", line("PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n"), ipv4),
                arguments("1: TCP6", line("PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n"), ipv6),
                arguments(
                        "1: port 0 and the largest",
                        line("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n"),
                        client("0.0.0.0", 0)),
                arguments(
                        "1: the longest TCP6",
                        line("PROXY TCP6 " + longest + " " + longest + " 65535 65535\r\n"),
                        client(longest, 65_535)),
                arguments("1: UNKNOWN alone", line("PROXY UNKNOWN\r\n"), none),
                arguments(
                        "1: the longest UNKNOWN",
                        line("PROXY UNKNOWN " + longest + " " + longest + " 65535 65535\r\n"),
                        none),
                arguments("1: UNKNOWN and anything", line("PROXY UNKNOWN a b c d e f g\r\n"), none),
                arguments("2: TCP4", hex("2111000c" + TCP4), ipv4),
                arguments("2: TCP6", hex("21210024" + TCP6), ipv6),
                arguments("2: TCP4 and TLVs", hex("21110013" + TCP4 + "04000401020304"), ipv4),
                arguments("2: TLVs that are none", hex("2111000f" + TCP4 + "ffffff"), ipv4),
                arguments("2: the most TLVs", hex("21114000" + TCP4 + "00".repeat(0x4000 - 12)), ipv4),
                arguments("2: LOCAL", hex("20000000"), none),
                arguments("2: LOCAL with addresses", hex("2011000c" + TCP4), none),
                arguments("2: LOCAL, too short for addresses", hex("2011000101"), none),
                arguments("2: unspecified", hex("21000000"), none),
                arguments("2: unspecified and TLVs", hex("2100000304000a"), none),
                arguments("2: UDP over IPv4", hex("2112000c" + TCP4), none),
                arguments("2: UDP over IPv6", hex("21220024" + TCP6), none),
                arguments("2: a UNIX stream", hex("213100d8" + "00".repeat(216)), none),
                arguments("2: UNIX datagrams", hex("213200d8" + "00".repeat(216)), none));
    }

    /** Also in front of what the client says: of that, not a byte is taken. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aHeaderIsReadWhereverItIsSplit(String name, byte[] header, ProxyHeader expected) {
        for (int split = 0; split <= header.length; split += header.length > 300 ? 97 : 1) {
            ProxyHeaderDecoder decoder = new ProxyHeaderDecoder();
            ByteBuffer front = ByteBuffer.wrap(header, 0, split);
            if (split < header.length) {
                assertThat(decoder.next(front)).isEqualTo(new ProxyHeader.NeedInput());
                assertThat(front.hasRemaining()).isFalse();
            }
            byte[] back = Arrays.copyOf(Arrays.copyOfRange(header, split, header.length), header.length - split + 3);
            ByteBuffer rest = ByteBuffer.wrap(back);
            ByteBuffer in = split < header.length ? rest : ByteBuffer.wrap(Arrays.copyOf(header, split + 3));
            assertThat(decoder.next(in)).as("split at %d", split).isEqualTo(expected);
            assertThat(in.remaining()).isEqualTo(3);
            assertThat(decoder.next(in)).isEqualTo(expected);
            assertThat(in.remaining()).isEqualTo(3);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aHeaderIsReadByteByByte(String name, byte[] header, ProxyHeader expected) {
        ProxyHeaderDecoder decoder = new ProxyHeaderDecoder();
        for (int i = 0; i < header.length - 1; i++) {
            assertThat(decoder.next(ByteBuffer.wrap(header, i, 1))).isEqualTo(new ProxyHeader.NeedInput());
        }
        assertThat(decoder.next(ByteBuffer.wrap(header, header.length - 1, 1))).isEqualTo(expected);
    }

    static Stream<Arguments> noHeaders() {
        String tooLong = "PROXY UNKNOWN " + "x".repeat(107 - 14);
        return Stream.of(
                arguments("HTTP", line("GET / HTTP/1.1\r\n"), 1),
                arguments("an HTTP method with P", line("POST / HTTP/1.1\r\n"), 2),
                arguments("TLS", new byte[] {22, 3, 1}, 1),
                arguments("lower case", line("proxy TCP4 "), 1),
                arguments("1: a tab for a space", line("PROXY\tTCP4"), 6),
                arguments("1: no protocol", line("PROXY \r\n"), 8),
                arguments("1: an unknown protocol", line("PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n"), 32),
                arguments("1: UDP4", line("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n"), 32),
                arguments("1: two spaces", line("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n"), 33),
                arguments("1: a word too few", line("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n"), 30),
                arguments("1: a word too many", line("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n"), 34),
                arguments("1: a space at the end", line("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n"), 33),
                arguments("1: IPv6 in TCP4", line("PROXY TCP4 ::1 ::1 1 2\r\n"), 24),
                arguments("1: IPv4 in TCP6", line("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n"), 32),
                arguments("1: a name", line("PROXY TCP4 localhost 1.2.3.4 1 2\r\n"), 34),
                arguments("1: a leading zero", line("PROXY TCP4 1.2.3.04 1.2.3.4 1 2\r\n"), 33),
                arguments("1: a malformed destination", line("PROXY TCP4 1.2.3.4 1.2.3 1 2\r\n"), 30),
                arguments("1: a port too large", line("PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n"), 36),
                arguments("1: a port with a sign", line("PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n"), 33),
                arguments("1: a port with a leading zero", line("PROXY TCP4 1.2.3.4 1.2.3.4 1 02\r\n"), 33),
                arguments("1: LF alone", line("PROXY UNKNOWN\n"), 14),
                arguments("1: CR alone", line("PROXY UNKNOWN\rx"), 15),
                arguments("1: 107 bytes and no end", line(tooLong), 107),
                arguments("1: 107 bytes, CR the last", line(tooLong.substring(1) + "\r\n"), 1),
                arguments("2: a signature that breaks off", HexFormat.of().parseHex("0d0a0d0a000d0a515549550a"), 11),
                arguments("2: CR LF before HTTP", line("\r\nGET"), 3),
                arguments("2: version 1", hex("1111000c" + TCP4), 13),
                arguments("2: version 3", hex("3111000c" + TCP4), 13),
                arguments("2: an unknown command", hex("2211000c" + TCP4), 13),
                arguments("2: an unknown family", hex("2141000c" + TCP4), 14),
                arguments("2: a family of the upper half", hex("21f1000c" + TCP4), 14),
                arguments("2: an unknown transport", hex("2113000c" + TCP4), 14),
                arguments("2: a transport without a family", hex("2101000c" + TCP4), 14),
                arguments("2: a family without a transport", hex("2110000c" + TCP4), 14),
                arguments("2: 11 bytes for TCP4", hex("2111000b" + TCP4), 16),
                arguments("2: 35 bytes for TCP6", hex("21210023" + TCP6), 16),
                arguments("2: nothing for TCP4", hex("21110000"), 16),
                arguments("2: 16385 bytes", hex("21114001" + TCP4), 16),
                arguments("2: 65535 bytes of LOCAL", hex("2000ffff"), 16));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noHeaders")
    void whatIsNoHeaderIsFoundAtTheByteThatMakesItSo(String name, byte[] input, int taken) {
        ProxyHeaderDecoder decoder = new ProxyHeaderDecoder();
        ByteBuffer in = ByteBuffer.wrap(input);
        assertThat(decoder.next(in)).isInstanceOf(ProxyHeader.Problem.class);
        assertThat(in.position()).isEqualTo(taken);
        decoder.next(in);
        assertThat(in.position()).isEqualTo(taken);
    }

    /** Nothing is guessed from a part of a header. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void aHeaderThatIsCutOffIsNone(String name, byte[] header, ProxyHeader expected) {
        ProxyHeaderDecoder decoder = new ProxyHeaderDecoder();
        assertThat(decoder.next(ByteBuffer.wrap(header, 0, header.length - 1))).isEqualTo(new ProxyHeader.NeedInput());
    }

    @Test
    void aDetailShowsNoByteOfThePeers() {
        for (String name : new String[] {"PEER", "PROXY PEER\r\n", "PROXY TCP4 PEER PEER PEER PEER\r\n"}) {
            ProxyHeader result = new ProxyHeaderDecoder().next(ByteBuffer.wrap(line(name)));
            assertThat(((ProxyHeader.Problem) result).detail())
                    .doesNotContain("PEER")
                    .matches("\\P{Cntrl}+");
        }
    }

    @Test
    void damagedHeadersEndInAVerdictOrWaitForMoreAndThrowNothing() {
        long seed = System.nanoTime();
        System.out.println("damaged PROXY headers, seed " + seed);
        Random random = new Random(seed);
        byte[][] good = headers().map(row -> (byte[]) row.get()[1]).toArray(byte[][]::new);
        int problems = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good[random.nextInt(good.length)].clone();
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                bytes[random.nextInt(Math.min(bytes.length, 60))] = (byte) random.nextInt(256);
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            ProxyHeader result = new ProxyHeaderDecoder().next(in);
            if (result instanceof ProxyHeader.NeedInput) {
                assertThat(in.hasRemaining()).isFalse();
            } else if (result instanceof ProxyHeader.Problem) {
                problems++;
            }
        }
        assertThat(problems).isGreaterThan(1_000);
    }
}
