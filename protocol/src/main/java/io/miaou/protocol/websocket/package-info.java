/**
 * RFC 6455 as a pure core: one codec and one machine, for both sides of a connection.
 *
 * <p>{@link io.miaou.protocol.websocket.Handshake} decides on the opening, {@link
 * io.miaou.protocol.websocket.FrameDecoder} turns bytes into messages and control frames, {@link
 * io.miaou.protocol.websocket.FrameEncoder} does the reverse, and {@link io.miaou.protocol.websocket.WebSocketMachine}
 * knows what a connection does about them: pongs, heartbeats, the closing handshake, every deadline. Nothing here does
 * I/O, reads a clock, starts a thread or draws a random number.
 */
@NullMarked
package io.miaou.protocol.websocket;

import org.jspecify.annotations.NullMarked;
