package io.miaou.server.internal;

import io.miaou.protocol.socket.Packet;
import io.miaou.server.Args;
import io.miaou.server.DisconnectReason;
import io.miaou.server.Event;
import io.miaou.server.Handlers;
import io.miaou.server.MiaouException;
import io.miaou.websocket.internal.Mailbox;
import org.jspecify.annotations.Nullable;

/** Something that the handlers of a socket are to hear, in its turn. */
sealed interface Letter extends Mailbox.Letter {
    /** The socket is in its namespace. */
    record Connected() implements Letter {}

    /** An event came; it weighs what came with it. */
    record Received(Packet.Event packet, int weight) implements Letter {}

    /** An event went out with a broadcast. */
    record Sent(Event event) implements Letter {}

    /** An acknowledgement came, or will not. */
    record Acknowledged(Handlers.OnAck onAck, @Nullable MiaouException error, Args args, Event event)
            implements Letter {}

    /** The socket is disconnected. */
    record Gone(DisconnectReason reason) implements Letter {}

    @Override
    default int weight() {
        return 0;
    }
}
