package io.miaou.server;

import io.miaou.protocol.socket.PacketLimits;
import java.time.Duration;

/**
 * What clients and handlers of a Socket.IO server may take, and how long. Every limit is finite.
 *
 * @param connectTimeout how long a connection may be in no namespace, from its beginning; then it is closed; 45 s
 * @param middlewareTimeout how long the middlewares of a namespace may take over one client; then it is refused; 10 s
 * @param attachmentTimeout how long a packet may wait for its binary data; then its connection is closed; 30 s
 * @param packets what a packet may hold; one that holds more closes its connection
 * @param maxAuthSize bytes of JSON that a client may send along into a namespace; with more it is refused; 16 KB
 * @param maxNamespacesPerConnection namespaces that one connection may be in; beyond it a client is refused; 16
 * @param maxRefusals how often a connection may be refused a namespace; then it is closed; 100
 * @param maxRoomsPerSocket rooms that a socket may be in; beyond it {@code join} throws; 1,000
 * @param maxRoomName characters of a room's name; beyond it {@code join} throws; 256
 * @param maxPendingAcks acknowledgements that a socket may wait for; beyond it the oldest fails; 10,000
 * @param inboundQueue events that may wait for the handlers of a socket; then nothing more is read from its connection; 256
 * @param inboundQueueBytes the same in bytes; 1 MiB
 * @param outboundTimeout how long a thread that sends waits when too much is on its way to all clients together ({@code
 *     outboundBudget}); then it gets an {@code IllegalStateException}; 10 s
 */
public record SocketLimits(
        Duration connectTimeout,
        Duration middlewareTimeout,
        Duration attachmentTimeout,
        PacketLimits packets,
        int maxAuthSize,
        int maxNamespacesPerConnection,
        int maxRefusals,
        int maxRoomsPerSocket,
        int maxRoomName,
        int maxPendingAcks,
        int inboundQueue,
        int inboundQueueBytes,
        Duration outboundTimeout) {
    /** The defaults. */
    public static final SocketLimits DEFAULTS = new Builder().build();

    /** @throws IllegalArgumentException when a value is out of range; the message names it */
    public SocketLimits {
        positive("connectTimeout", connectTimeout);
        positive("middlewareTimeout", middlewareTimeout);
        positive("attachmentTimeout", attachmentTimeout);
        positive("outboundTimeout", outboundTimeout);
        positive("maxAuthSize", maxAuthSize);
        positive("maxNamespacesPerConnection", maxNamespacesPerConnection);
        positive("maxRefusals", maxRefusals);
        positive("maxRoomsPerSocket", maxRoomsPerSocket);
        positive("maxRoomName", maxRoomName);
        positive("maxPendingAcks", maxPendingAcks);
        positive("inboundQueue", inboundQueue);
        positive("inboundQueueBytes", inboundQueueBytes);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": give 1 or more");
        }
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ": give more than 0, up to 365 days");
        }
    }

    /** Changes single values; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private Duration connectTimeout = Duration.ofSeconds(45);
        private Duration middlewareTimeout = Duration.ofSeconds(10);
        private Duration attachmentTimeout = Duration.ofSeconds(30);
        private PacketLimits packets = PacketLimits.DEFAULTS;
        private int maxAuthSize = 16_384;
        private int maxNamespacesPerConnection = 16;
        private int maxRefusals = 100;
        private int maxRoomsPerSocket = 1_000;
        private int maxRoomName = 256;
        private int maxPendingAcks = 10_000;
        private int inboundQueue = 256;
        private int inboundQueueBytes = 1 << 20;
        private Duration outboundTimeout = Duration.ofSeconds(10);

        Builder() {}

        /** Sets {@link SocketLimits#connectTimeout}. */
        public Builder connectTimeout(Duration value) {
            this.connectTimeout = value;
            return this;
        }

        /** Sets {@link SocketLimits#middlewareTimeout}. */
        public Builder middlewareTimeout(Duration value) {
            this.middlewareTimeout = value;
            return this;
        }

        /** Sets {@link SocketLimits#attachmentTimeout}. */
        public Builder attachmentTimeout(Duration value) {
            this.attachmentTimeout = value;
            return this;
        }

        /** Sets {@link SocketLimits#packets}. */
        public Builder packets(PacketLimits value) {
            this.packets = value;
            return this;
        }

        /** Sets {@link SocketLimits#maxAuthSize}. */
        public Builder maxAuthSize(int bytes) {
            this.maxAuthSize = bytes;
            return this;
        }

        /** Sets {@link SocketLimits#maxNamespacesPerConnection}. */
        public Builder maxNamespacesPerConnection(int count) {
            this.maxNamespacesPerConnection = count;
            return this;
        }

        /** Sets {@link SocketLimits#maxRefusals}. */
        public Builder maxRefusals(int count) {
            this.maxRefusals = count;
            return this;
        }

        /** Sets {@link SocketLimits#maxRoomsPerSocket}. */
        public Builder maxRoomsPerSocket(int count) {
            this.maxRoomsPerSocket = count;
            return this;
        }

        /** Sets {@link SocketLimits#maxRoomName}. */
        public Builder maxRoomName(int characters) {
            this.maxRoomName = characters;
            return this;
        }

        /** Sets {@link SocketLimits#maxPendingAcks}. */
        public Builder maxPendingAcks(int count) {
            this.maxPendingAcks = count;
            return this;
        }

        /** Sets {@link SocketLimits#inboundQueue} and {@link SocketLimits#inboundQueueBytes}. */
        public Builder inboundQueue(int events, int bytes) {
            this.inboundQueue = events;
            this.inboundQueueBytes = bytes;
            return this;
        }

        /** Sets {@link SocketLimits#outboundTimeout}. */
        public Builder outboundTimeout(Duration value) {
            this.outboundTimeout = value;
            return this;
        }

        SocketLimits build() {
            return new SocketLimits(
                    connectTimeout,
                    middlewareTimeout,
                    attachmentTimeout,
                    packets,
                    maxAuthSize,
                    maxNamespacesPerConnection,
                    maxRefusals,
                    maxRoomsPerSocket,
                    maxRoomName,
                    maxPendingAcks,
                    inboundQueue,
                    inboundQueueBytes,
                    outboundTimeout);
        }
    }
}
