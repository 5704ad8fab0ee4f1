package io.miaou.server.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionIdsTest {
    @Test
    void e10_aMillionIdsHave20CharactersOfBase64urlAndNoTwoAreEqual() {
        SessionIds ids = new SessionIds();
        Set<String> seen = new HashSet<>(2_000_000);
        long[] counts = new long[256];
        for (int i = 0; i < 1_000_000; i++) {
            String id = ids.next();
            assertThat(id.length()).isEqualTo(20);
            assertThat(SessionIds.isUsable(id)).isTrue();
            seen.add(id);
            byte[] bytes = Base64.getUrlDecoder().decode(id);
            for (int at = 0; at < 12; at++) {
                counts[bytes[at] & 0xFF]++;
            }
        }
        assertThat(seen).hasSize(1_000_000);
        double expected = 12_000_000.0 / 256;
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        // 255 degrees of freedom: a fair source passes 400 less than once in 10^8 times.
        assertThat(chiSquare).isLessThan(400);
    }

    @Test
    void esOpen_theLastThreeBytesAreASequenceFromZero() {
        SessionIds ids = new SessionIds();
        assertThat(ids.next()).endsWith("AAAA");
        assertThat(ids.next()).endsWith("AAAB");
        assertThat(ids.next()).endsWith("AAAC");
    }

    @Test
    void anIdThatCouldNotStandInAQueryIsNone() {
        for (String id : new String[] {"", "a b", "a&b", "\u00e9", "x".repeat(65)}) {
            assertThat(SessionIds.isUsable(id)).isFalse();
        }
    }

    @Test
    void ofANameThatComesTwiceTheLastCountsAndEscapesAreDecoded() {
        EngineQuery query = EngineQuery.of("EIO=3&transport=%70olling&EIO=4&sid=a%2Bb&t&=x&&EIOX=5");
        assertThat(query).isEqualTo(new EngineQuery("4", "polling", "a+b"));
        assertThat(EngineQuery.of("sid=%zz").sid()).isEqualTo("%zz");
        assertThat(EngineQuery.of("")).isEqualTo(new EngineQuery("", "", ""));
    }
}
