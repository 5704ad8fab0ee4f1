package io.miaou.protocol.socket;

import org.jspecify.annotations.Nullable;

/** A packet that a peer sent, whole and valid, its attachments included. Immutable. */
public sealed interface Packet {
    /** The id of a packet that has none. */
    long NO_ID = -1;

    /** Stands for an id above 2<sup>53</sup>, which JavaScript cannot tell from its neighbours: such an event gets no answer. */
    long UNANSWERABLE = Long.MAX_VALUE;

    /** Where it belongs: {@code /} when it named none. A query string, if there is one, is part of the name. */
    String namespace();

    /**
     * The wish to join a namespace, or on a client the permission.
     *
     * @param namespace which one
     * @param data an object, what the client presents itself with; null when there was none
     */
    record Connect(String namespace, @Nullable JsonSlice data) implements Packet {}

    /**
     * The end of a socket in one namespace.
     *
     * @param namespace which one
     */
    record Disconnect(String namespace) implements Packet {}

    /**
     * An event.
     *
     * @param namespace where
     * @param id what an answer is to bear: {@link #NO_ID} when none is asked for, {@link #UNANSWERABLE} beyond 2<sup>53</sup>
     * @param name a number's name is its text in JavaScript; null for an event without payload, which reaches nobody
     * @param arguments what follows the name
     */
    record Event(String namespace, long id, @Nullable String name, Arguments arguments) implements Packet {
        /** Whether the peer waits for an answer that can be given. */
        public boolean wantsAck() {
            return id != NO_ID && id != UNANSWERABLE;
        }
    }

    /**
     * The answer to an event.
     *
     * @param namespace where
     * @param id which event; {@link #NO_ID} and {@link #UNANSWERABLE} belong to none
     * @param arguments the answer
     */
    record Ack(String namespace, long id, Arguments arguments) implements Packet {}

    /**
     * A refusal.
     *
     * @param namespace which one is closed to the peer
     * @param data an object or a string; null when there was none
     */
    record ConnectError(String namespace, @Nullable JsonSlice data) implements Packet {}
}
