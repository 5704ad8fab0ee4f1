package io.miaou.protocol.socket;

import static io.miaou.protocol.socket.Read.event;
import static io.miaou.protocol.socket.Read.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Arguments are parts of the packet's bytes. */
class ArgumentsTest {
    private final Arguments arguments = event("2[\"a\",\"x,]\" , [1 , 2] ,3]").arguments();

    @Test
    void theyArePartsOfTheSameArray() {
        assertThat(texts(arguments)).containsExactly("\"x,]\"", "[1 , 2]", "3");
        assertThat(arguments.json(1).bytes()).isSameAs(arguments.source());
        assertThat(arguments.json(1).copy()).isEqualTo(Read.utf8("[1 , 2]"));
        assertThat(arguments.json(1).length()).isEqualTo(7);
        assertThat(arguments.json(1)).hasToString("[1 , 2]");
    }

    @Test
    void aSliceHasTheRestOfThem() {
        assertThat(arguments.slice(0)).isSameAs(arguments);
        assertThat(texts(arguments.slice(1))).containsExactly("[1 , 2]", "3");
        assertThat(texts(arguments.slice(2))).containsExactly("3");
        assertThat(texts(arguments.slice(1).slice(1))).containsExactly("3");
        assertThat(arguments.slice(3)).isSameAs(Arguments.NONE);
    }

    @Test
    void anIndexThatIsNotThereIsTheUsersMistake() {
        assertThatThrownBy(() -> arguments.from(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> arguments.to(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> arguments.json(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> arguments.binary(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> arguments.slice(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Arguments.NONE.from(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
