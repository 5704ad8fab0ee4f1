/**
 * The packets of Socket.IO (protocol revision 5) as a pure core: text and binary data in, packets out, and back.
 *
 * <p>{@link io.miaou.protocol.socket.PacketDecoder} reads what a peer sent and judges it in one pass; the arguments of an event
 * stay bytes ({@link io.miaou.protocol.socket.Arguments}) until somebody asks for one. {@link
 * io.miaou.protocol.socket.PayloadWriter} and {@link io.miaou.protocol.socket.PacketEncoder} write packets, {@link
 * io.miaou.protocol.socket.JsonText} the JSON that needs no binding. Nothing here does I/O, reads a clock or starts a thread.
 */
@NullMarked
package io.miaou.protocol.socket;

import org.jspecify.annotations.NullMarked;
