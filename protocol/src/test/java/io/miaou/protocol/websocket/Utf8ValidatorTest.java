package io.miaou.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 3629 §4, held against a table of its ranges and against every code point. */
class Utf8ValidatorTest {
    private static final int[] EDGES = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};

    @Test
    void rfc3629_s3_everyCodePointButSurrogatesIsText() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            byte[] once = encode(point);
            if (Utf8Validator.isValid(once) == surrogate || Utf8Validator.isValid(repeat(once, 4)) == surrogate) {
                fail("U+%X", point);
            }
        }
    }

    @Test
    void rfc3629_s4_everySequenceOfUpToThreeOctetsIsJudgedAtItsFirstBadOctet() {
        byte[] octets = new byte[3];
        Utf8Validator validator = new Utf8Validator();
        for (int i = 0; i < 1 << 16; i++) {
            octets[0] = (byte) (i >>> 8);
            octets[1] = (byte) i;
            for (int third : EDGES) {
                octets[2] = (byte) third;
                requireSameVerdict(validator, octets);
            }
        }
    }

    @Test
    void rfc3629_s4_sequencesOfFourOctetsAreJudgedAtTheirFirstBadOctet() {
        Utf8Validator validator = new Utf8Validator();
        for (int lead = 0xE0; lead <= 0xFF; lead++) {
            for (int second = 0; second <= 0xFF; second++) {
                for (int third : EDGES) {
                    for (int fourth : EDGES) {
                        requireSameVerdict(
                                validator, new byte[] {(byte) lead, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    @Test
    void randomOctetsInRandomPiecesGetTheVerdictOfTheTable() {
        long seed = 3629;
        Random random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            byte[] octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) (random.nextInt(10) < 6 ? 'a' : 0x80 + random.nextInt(0x80));
            }
            boolean good = WellFormedUtf8.firstBadOctet(octets) == octets.length;
            Utf8Validator validator = new Utf8Validator();
            boolean accepted = true;
            for (int at = 0; at < octets.length && accepted; ) {
                int to = Math.min(octets.length, at + 1 + random.nextInt(12));
                accepted = validator.accept(octets, at, to);
                at = to;
            }
            String what = Bytes.hex(octets) + " (seed " + seed + ")";
            assertThat(accepted).as(what).isEqualTo(good);
            assertThat(accepted && validator.isComplete()).as(what).isEqualTo(WellFormedUtf8.isText(octets));
            assertThat(Utf8Validator.isValid(octets)).as(what).isEqualTo(WellFormedUtf8.isText(octets));
        }
    }

    @Test
    void anyOctetInAnyPlaceOfARunOfLikeCharactersIsJudgedWhereItStands() {
        for (String character : List.of("61", "c280", "dfbf", "e18080", "eebfbf", "f0908080", "f09fbfbf")) {
            byte[] run = repeat(Bytes.of(character), 24 / Bytes.of(character).length);
            for (int at = 0; at < run.length; at++) {
                for (int octet = 0; octet <= 0xFF; octet++) {
                    byte[] octets = run.clone();
                    octets[at] = (byte) octet;
                    requireSameFirstBadOctet(octets);
                }
            }
        }
    }

    @Test
    void charactersOfAllSizesInTurnAreTextUntilOneOctetIsWrong() {
        long seed = 6455;
        Random random = new Random(seed);
        int[] most = {0x80, 0x800, 0x10000, Character.MAX_CODE_POINT + 1};
        for (int run = 0; run < 20_000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(16); i >= 0; i--) {
                int point = random.nextInt(most[random.nextInt(4)]);
                text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'x' : point);
            }
            byte[] octets = Bytes.utf8(text.toString());
            assertThat(Utf8Validator.isValid(octets))
                    .as("%s (seed %d)", text, seed)
                    .isTrue();
            octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
            requireSameFirstBadOctet(octets);
        }
    }

    @Test
    void aBadOctetIsFoundAtEveryOffsetOfTheEightThatAreLookedAtTogether() {
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] octets = Bytes.repeated(length, 'a');
                octets[at] = (byte) 0x80;
                assertThat(Utf8Validator.isValid(octets)).isFalse();
                assertThat(new Utf8Validator().accept(octets, 0, at)).isTrue();
                assertThat(new Utf8Validator().accept(octets, 0, at + 1)).isFalse();
                assertThat(new Utf8Validator().accept(octets, at + 1, length)).isTrue();
            }
        }
    }

    @Test
    void resetForgetsHalfACharacter() {
        Utf8Validator validator = new Utf8Validator();
        assertThat(validator.accept(Bytes.of("e0"), 0, 1)).isTrue();
        assertThat(validator.isComplete()).isFalse();
        validator.reset();
        assertThat(validator.isComplete()).isTrue();
        assertThat(validator.accept(Bytes.of("e180"), 0, 2))
                .as("80 may follow E1")
                .isTrue();
    }

    private static void requireSameVerdict(Utf8Validator validator, byte[] octets) {
        int expected = WellFormedUtf8.firstBadOctet(octets);
        validator.reset();
        int at = 0;
        while (at < octets.length && validator.accept(octets, at, at + 1)) {
            at++;
        }
        boolean text = at == octets.length && validator.isComplete();
        if (at != expected || text != WellFormedUtf8.isText(octets) || text != Utf8Validator.isValid(octets)) {
            fail("%s: stopped at %d, the table at %d", Arrays.toString(octets), at, expected);
        }
        requireSameFirstBadOctet(repeat(octets, 6)); // enough to be looked at eight at a time
    }

    private static void requireSameFirstBadOctet(byte[] octets) {
        int expected = WellFormedUtf8.firstBadOctet(octets);
        boolean before = new Utf8Validator().accept(octets, 0, expected);
        boolean all = new Utf8Validator().accept(octets, 0, octets.length);
        boolean with = expected < octets.length && new Utf8Validator().accept(octets, 0, expected + 1);
        if (!before || with || all != (expected == octets.length)) {
            fail("%s: the table's first bad octet is %d", Bytes.hex(octets), expected);
        }
        if (Utf8Validator.isValid(octets) != WellFormedUtf8.isText(octets)) {
            fail("%s as a whole", Bytes.hex(octets));
        }
    }

    private static byte[] repeat(byte[] octets, int times) {
        byte[] many = new byte[octets.length * times];
        for (int at = 0; at < many.length; at += octets.length) {
            System.arraycopy(octets, 0, many, at, octets.length);
        }
        return many;
    }

    private static byte[] encode(int point) {
        if (point < 0x80) {
            return new byte[] {(byte) point};
        }
        if (point < 0x800) {
            return new byte[] {(byte) (0xC0 | point >> 6), tail(point)};
        }
        if (point < 0x10000) {
            return new byte[] {(byte) (0xE0 | point >> 12), tail(point >> 6), tail(point)};
        }
        return new byte[] {(byte) (0xF0 | point >> 18), tail(point >> 12), tail(point >> 6), tail(point)};
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
