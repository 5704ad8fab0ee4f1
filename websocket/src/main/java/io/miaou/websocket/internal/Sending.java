package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * How messages get into the outbox of a connection: one for it alone, on the way from the thread that sends it to the loop,
 * or one that others get too. A message is compressed on the sender's thread where its order does not matter, and in its
 * turn on the loop where later ones may refer to it.
 */
final class Sending {
    private Sending() {}

    /** How a payload is to leave. */
    private enum Form {
        PLAIN,
        COMPRESSED,
        COMPRESS_IN_TURN
    }

    /** What happens when there is no room. */
    private enum IfFull {
        POLICY,
        NOTHING
    }

    /** Queues a message; false when there is no room for it, or the connection's loop has ended. Any thread. */
    static boolean enqueue(WebSocketChannel channel, Opcode opcode, byte[] payload) {
        return enqueue(channel, opcode, payload, IfFull.POLICY);
    }

    /** The same, but where there is no room nothing happens: the caller comes again. Any thread. */
    static boolean offer(WebSocketChannel channel, Opcode opcode, byte[] payload) {
        return enqueue(channel, opcode, payload, IfFull.NOTHING);
    }

    private static boolean enqueue(WebSocketChannel channel, Opcode opcode, byte[] payload, IfFull ifFull) {
        ConnectionDeflate deflate = channel.deflate();
        if (deflate == null
                || !deflate.isWorthIt(opcode, payload)
                || !channel.outbox().takesMore()) {
            return enqueue(channel, opcode, payload, Form.PLAIN, payload.length, ifFull);
        }
        if (deflate.keepsContext()) {
            return enqueue(channel, opcode, payload, Form.COMPRESS_IN_TURN, payload.length, ifFull);
        }
        byte[] compressed = deflate.compressAlone(payload);
        return compressed == null
                ? enqueue(channel, opcode, payload, Form.PLAIN, payload.length, ifFull)
                : enqueue(channel, opcode, compressed, Form.COMPRESSED, payload.length, ifFull);
    }

    /** Queues a message that is not to be compressed. */
    static boolean enqueuePlain(WebSocketChannel channel, Opcode opcode, byte[] payload) {
        return enqueue(channel, opcode, payload, Form.PLAIN, payload.length, IfFull.POLICY);
    }

    private static boolean enqueue(
            WebSocketChannel channel, Opcode opcode, byte[] payload, Form form, int size, IfFull ifFull) {
        int bytes = channel.encodedLength(payload.length);
        Outbox outbox = channel.outbox();
        Outbox.Room room = outbox.reserve(bytes);
        if (room != Outbox.Room.RESERVED) {
            if (ifFull == IfFull.POLICY) {
                refuse(channel, bytes, room);
            }
            return false;
        }
        boolean queued = channel.loop.enqueue(() -> write(channel, opcode, payload, form, size, bytes));
        if (!queued) {
            outbox.arrived(bytes);
        }
        return queued;
    }

    private static void refuse(WebSocketChannel channel, int bytes, Outbox.Room room) {
        switch (channel.policy()) {
            case CLOSE -> channel.loop.enqueue(channel, () -> channel.giveUp(room));
            case DROP -> noteDropped(channel, bytes);
        }
    }

    /** Writes a message for which the outbox had room when it was sent, if one may still be sent. On the loop. */
    private static void write(
            WebSocketChannel channel, Opcode opcode, byte[] payload, Form form, int size, int reserved) {
        Outbox outbox = channel.outbox();
        if (!channel.maySend()) {
            outbox.arrived(reserved);
            return;
        }
        try {
            byte[] inTurn = form == Form.COMPRESS_IN_TURN ? inTurn(channel, payload) : null;
            if (inTurn == null) {
                outbox.writeReserved(opcode, payload, form == Form.COMPRESSED, reserved);
            } else {
                outbox.writeReserved(opcode, inTurn, true, reserved);
            }
            if (!opcode.isControl()) {
                channel.owner().settings().metrics().messageSent(size);
            }
        } catch (RuntimeException | Error error) {
            channel.failed(error); // rather than let the peer miss a message without knowing
        }
    }

    private static byte @Nullable [] inTurn(WebSocketChannel channel, byte[] payload) {
        ConnectionDeflate deflate = channel.deflate();
        return deflate == null ? null : deflate.compressInTurn(payload);
    }

    /** Writes a frame that others write too, if one may still be sent and there is room. On the loop. */
    static void writeShared(WebSocketChannel channel, SharedFrame shared) {
        if (!channel.maySend()) {
            return;
        }
        try {
            ConnectionDeflate deflate = channel.deflate();
            ByteBuf frame = shared.bytesFor(deflate);
            boolean fits = channel.outbox().hasRoom(frame.readableBytes()); // flushes, which may end the connection
            if (!fits) {
                refuseShared(channel, frame.readableBytes());
            } else if (channel.maySend()) {
                channel.outbox().writeShared(frame);
                channel.owner().settings().metrics().messageSent(shared.size());
                if (deflate != null && shared.isCompressedFor(deflate)) {
                    deflate.wentPast();
                }
            }
        } catch (RuntimeException | Error error) {
            channel.failed(error); // the other members are to have their frame
        }
    }

    private static void refuseShared(WebSocketChannel channel, int bytes) {
        switch (channel.policy()) {
            case CLOSE -> channel.giveUp(Outbox.Room.QUEUE_FULL);
            case DROP -> noteDropped(channel, bytes);
        }
    }

    private static void noteDropped(WebSocketChannel channel, int bytes) {
        channel.owner().dropped(channel.socket(), bytes, channel.outbox().bufferedBytes());
    }
}
