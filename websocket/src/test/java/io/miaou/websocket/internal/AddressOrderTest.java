package io.miaou.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 8305 §4: the families alternate, beginning with the first. */
class AddressOrderTest {
    private static List<String> order(String... addresses) throws Exception {
        List<InetAddress> given = new ArrayList<>();
        for (String address : addresses) {
            given.add(InetAddress.getByName(address));
        }
        return AddressOrder.alternating(given, 80).stream()
                .map(address -> address.getAddress().getHostAddress())
                .toList();
    }

    @Test
    void theFamiliesTakeTurnsAndEachKeepsItsOrder() throws Exception {
        assertThat(order("10.0.0.1", "10.0.0.2", "2001:db8::1", "10.0.0.3"))
                .containsExactly("10.0.0.1", "2001:db8:0:0:0:0:0:1", "10.0.0.2", "10.0.0.3");
        assertThat(order("2001:db8::1", "2001:db8::2", "10.0.0.1"))
                .containsExactly("2001:db8:0:0:0:0:0:1", "10.0.0.1", "2001:db8:0:0:0:0:0:2");
        assertThat(order("10.0.0.1")).containsExactly("10.0.0.1");
        assertThat(order()).isEmpty();
    }
}
