package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Names that need not be made anew. */
class KnownNamesTest {
    private final KnownNames names = new KnownNames();

    private @Nullable String find(String name) {
        byte[] bytes = utf8("<" + name + ">");
        return names.find(bytes, 1, bytes.length - 1);
    }

    @Test
    void whatWasAddedIsFound() {
        String name = new String("é😀");
        names.add(name);
        names.add(new String("é😀"));
        assertThat(find("é😀")).isSameAs(name);
        assertThat(find("é")).isNull();
        assertThat(find("")).isNull();
        names.add("");
        assertThat(find("")).isEmpty();
    }

    @Test
    void aThousandNamesAreFoundAndNoMoreAreKept() {
        for (int i = 0; i < 2_000; i++) {
            names.add("name" + i);
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(find("name" + i)).isEqualTo(i < KnownNames.MOST ? "name" + i : null);
        }
    }

    @Test
    void namesWithTheSameHashAreToldApart() {
        names.add("Aa");
        names.add("BB");
        assertThat(find("Aa")).isEqualTo("Aa");
        assertThat(find("BB")).isEqualTo("BB");
        assertThat(find("C#")).isNull();
    }

    @Test
    void namesThatJsonWritesInAnotherWayAreNotKept() {
        for (String name : new String[] {"a\"b", "a\\b", "a\nb", "\ud83d", "connect"}) {
            names.add(name);
            assertThat(find(name)).isNull();
        }
    }
}
