package io.miaou.protocol.websocket;

import java.util.ArrayList;
import java.util.List;

/**
 * Sequences of octets that are UTF-8 or are not (RFC 3629 §3, §4), after the classes that decoders are known to get wrong:
 * first and last of each length, overlong forms, surrogates, lonely and missing continuation octets, noncharacters.
 */
final class Utf8Samples {
    private Utf8Samples() {}

    static final List<String> VALID = List.of(
            "", // no text
            "'Hello-µ@ßöäüàá-UTF-8!!'",
            "'κόσμε'",
            "'日本語 😀 한국어'",
            "00", // U+0000
            "7f", // the last of one octet
            "c280", // the first of two
            "dfbf",
            "e0a080", // the first of three
            "ed9fbf", // U+D7FF, before the surrogates
            "ee8080", // U+E000, after them
            "efbfbd", // U+FFFD, the replacement character
            "efbfbe", // U+FFFE, a noncharacter: valid UTF-8 all the same
            "efbfbf",
            "efb790", // U+FDD0, a noncharacter
            "f0908080", // the first of four
            "f09fbfbe", // U+1FFFE, a noncharacter
            "f3bfbfbf",
            "f48fbfbf", // U+10FFFF, the last of all
            "efbbbf", // a byte order mark: part of the text, not stripped
            "40x2a+f09f9880+40x2a",
            "200xc3a9");

    static final List<String> INVALID = List.of(
            "80", // a continuation octet first
            "bf",
            "80bf80bf80bf80",
            "c0", // lead octets without what they announce
            "c2+'a'",
            "df+'a'",
            "e0a0+'a'",
            "e1+'a'",
            "efbf+'a'",
            "f09080+'a'",
            "f3bf+'a'",
            "c080", // overlong /, NUL
            "c0af",
            "c1bf",
            "e08080",
            "e080af",
            "e09fbf",
            "f0808080",
            "f08080af",
            "f08fbfbf",
            "f8888080", // five and six octets, once defined
            "f88080808f",
            "fc8080808080",
            "fc8480808080",
            "fe", // never in UTF-8
            "ff",
            "fefeffff",
            "eda080", // each surrogate range and a pair
            "edadbf",
            "edae80",
            "edaf80",
            "edb080",
            "edbe80",
            "edbfbf",
            "eda080edb080",
            "edafbfedbfbf",
            "f4908080", // U+110000
            "f5808080",
            "f7bfbfbf",
            "ceba+e1bdb9+cf83cebcceb5+eda080+'edited'", // the classical one: good, a surrogate, good
            "ceba+e1bdb9+cf83cebcceb5+f4908080+'edited'");

    /** Fine as far as they go, but a text may not end there. */
    static final List<String> TRUNCATED = List.of(
            "c2", "df", "e0a0", "e1", "e180", "ed9f", "efbf", "f0", "f090", "f09080", "f48f", "f48fbf", "'a'+ce");

    /** The shortest octet strings that no text can have at the start of a character. */
    static final List<String> BAD_OCTETS = List.of(
            "80",
            "bf",
            "c0",
            "c1",
            "f5",
            "f8",
            "fe",
            "ff",
            "e080",
            "e09f",
            "eda0",
            "edbf",
            "f080",
            "f08f",
            "f490",
            "f4bf",
            "c241",
            "c3c3",
            "e241",
            "e28041",
            "f041",
            "f09041",
            "f0908041",
            "f09f98f0");

    static List<Sample> valid() {
        return samples(VALID, "", true);
    }

    static List<Sample> invalid() {
        return samples(INVALID, "", false);
    }

    static List<Sample> truncated() {
        return samples(TRUNCATED, "", false);
    }

    /** The same with text before, across the eight bytes that are looked at together. */
    static List<Sample> invalidAfter(String prefix) {
        return samples(INVALID, prefix + "+", false);
    }

    private static List<Sample> samples(List<String> payloads, String prefix, boolean valid) {
        List<Sample> samples = new ArrayList<>();
        for (String payload : payloads) {
            samples.add(new Sample(
                    "8.1",
                    (valid ? "text " : "no text ") + prefix + payload,
                    "81:" + prefix + payload,
                    valid ? "text:" + prefix + payload : "fail:1007"));
        }
        return samples;
    }
}
