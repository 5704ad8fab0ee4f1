package io.miaou.protocol.proxy;

import java.net.InetSocketAddress;

/** What a {@link ProxyHeaderDecoder} found; a proxy's errors are values among them. */
public sealed interface ProxyHeader {
    /** Everything was taken in and more is needed. */
    record NeedInput() implements ProxyHeader {}

    /** The proxy speaks for a client. */
    record Client(InetSocketAddress address) implements ProxyHeader {}

    /** The proxy names no client: it asks for itself, as for a health check, or cannot say. */
    record NoClient() implements ProxyHeader {}

    /**
     * It is no header of the PROXY protocol; nothing more is taken.
     *
     * @param detail one line for the log, without a byte of the peer's
     */
    record Problem(String detail) implements ProxyHeader {}
}
