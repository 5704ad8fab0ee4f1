package io.miaou.websocket.internal;

import io.miaou.protocol.proxy.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxies whose word about their clients is taken. Immutable. */
record TrustedProxies(List<AddressBlock> blocks) {
    static TrustedProxies of(List<String> addresses) {
        return new TrustedProxies(addresses.stream().map(AddressBlock::parse).toList());
    }

    /** Whether the address is a trusted proxy's. */
    boolean trusts(@Nullable InetAddress address) {
        for (int i = 0; i < blocks.size(); i++) {
            if (address != null && blocks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
