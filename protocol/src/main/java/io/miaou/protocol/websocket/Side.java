package io.miaou.protocol.websocket;

/**
 * Which end of a connection a codec or a machine plays; all that differs between them is whose frames are masked (RFC 6455
 * §5.1).
 */
public enum Side {
    /** Masks what it sends, refuses masked frames. */
    CLIENT,
    /** Sends unmasked, refuses unmasked frames. */
    SERVER
}
