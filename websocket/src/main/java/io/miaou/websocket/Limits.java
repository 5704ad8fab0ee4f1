package io.miaou.websocket;

import com.sun.management.UnixOperatingSystemMXBean;
import io.miaou.protocol.http.HttpLimits;
import io.miaou.protocol.websocket.ConnectionTimes;
import io.miaou.protocol.websocket.MessageLimits;
import java.lang.management.ManagementFactory;

/**
 * How much a server takes and keeps; every limit is finite by default. Sizes in bytes. For each: what it counts, why it is
 * there, what happens at it, its default.
 *
 * @param maxMessageSize of a WebSocket message, all fragments together, so that no peer fills the heap alone; beyond it close
 *     code 1009; 1,000,000, as Socket.IO has it
 * @param maxEmptyFrames empty frames in a row inside a message, which are work without ever reaching a size; beyond it 1008;
 *     1,000
 * @param inboundBudget unfinished messages of all connections, and those that wait for their handlers, together, so that many
 *     peers do not fill the heap either; beyond it 1013; a quarter of the heap
 * @param outboundBudget messages of all connections on their way to their event loops together, so that many sends at once do not
 *     fill the heap; beyond it {@link SlowConsumerPolicy}; a quarter of the heap
 * @param inboundQueue events of a connection that wait for its handler, so that a slow handler slows its own peer down and
 *     nobody else; at it, or when those events hold as many bytes as {@code maxMessageSize} (64 KiB at least), reading stops
 *     until half are done; 256
 * @param maxSendQueue bytes of a connection that wait for the network, with 96 more for each message (one alone may be larger),
 *     so that a peer who does not read costs no more; beyond it {@link SlowConsumerPolicy}; 1 MiB
 * @param maxSendQueueMessages the same, counted in messages, because each costs more than its bytes; 4,096
 * @param maxControlRate pings and pongs a peer may send in a second, because each is work and a ping wants an answer; beyond it
 *     1008; 100
 * @param bytesPerSecond of messages that a connection may send, inflated where they are compressed, so that no peer makes much work
 *     out of few bytes; a second's worth may come at once, and at it reading waits until the time has caught up; 0, which is no
 *     limit but what {@code maxMessageSize} and the handlers set: what is much depends on what they do with it
 * @param maxConnections at once, so that the process keeps file descriptors for its own work; at it accepting pauses and
 *     newcomers wait in the kernel's queue; the process's limit of open files less 200
 * @param maxConnectionsPerIp at once from one IPv4 address or one IPv6 network of 64 bits, so that no client takes the places of
 *     all; beyond it 503 with {@code Retry-After} to the first request, and beyond twice as many the end without waiting for one;
 *     0, which leaves it to {@code maxConnections}: many honest clients may share an address
 * @param maxStartLine of an HTTP request line, which is held until it is whole; beyond it 414; 8 KiB
 * @param maxHeader of one header field, held likewise; beyond it 431; 8 KiB
 * @param maxHeadersSize of all header fields, which live as long as the request or the WebSocket; beyond it 431; 16 KiB
 * @param maxHeaderCount of header fields, because each costs more than its bytes; beyond it 431; 128
 * @param maxBodySize of an HTTP body that is read whole, and so held whole; beyond it 413; 1,000,000
 * @param maxStreamedBodySize of an HTTP body that is read as a stream, so that none goes on for ever; beyond it 413; 64 MiB
 */
public record Limits(
        int maxMessageSize,
        int maxEmptyFrames,
        long inboundBudget,
        long outboundBudget,
        int inboundQueue,
        int maxSendQueue,
        int maxSendQueueMessages,
        int maxControlRate,
        long bytesPerSecond,
        int maxConnections,
        int maxConnectionsPerIp,
        int maxStartLine,
        int maxHeader,
        int maxHeadersSize,
        int maxHeaderCount,
        int maxBodySize,
        long maxStreamedBodySize) {

    private static final int SPARE_FILES = 200;
    private static final int FILES_WHERE_UNKNOWN = 10_000;

    /** @throws IllegalArgumentException when a limit is negative, 0 where that means nothing, or so small that the server could not work */
    public Limits {
        Checks.atLeast("maxMessageSize", maxMessageSize, 1);
        Checks.atLeast("maxEmptyFrames", maxEmptyFrames, 1);
        Checks.atLeast("inboundBudget", inboundBudget, 1);
        Checks.atLeast("outboundBudget", outboundBudget, 1);
        Checks.atLeast("inboundQueue", inboundQueue, 2);
        Checks.atLeast("maxSendQueue", maxSendQueue, 1024);
        Checks.atLeast("maxSendQueueMessages", maxSendQueueMessages, 2);
        Checks.atLeast("maxControlRate", maxControlRate, 1);
        Checks.atLeast("bytesPerSecond", bytesPerSecond, 0);
        Checks.atLeast("maxConnections", maxConnections, 1);
        Checks.atLeast("maxConnectionsPerIp", maxConnectionsPerIp, 0);
        Checks.atLeast("maxStartLine", maxStartLine, 64);
        Checks.atLeast("maxHeader", maxHeader, 64);
        Checks.atLeast("maxHeadersSize", maxHeadersSize, 64);
        Checks.atLeast("maxHeaderCount", maxHeaderCount, 8);
        Checks.atLeast("maxBodySize", maxBodySize, 1);
        Checks.atLeast("maxStreamedBodySize", maxStreamedBodySize, 1);
    }

    /** The limits of a server that asks for no others. */
    public static Limits defaults() {
        return new Builder().build();
    }

    private static int connectionsThatFilesAllow() {
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : FILES_WHERE_UNKNOWN;
        return Math.clamp(files - SPARE_FILES, 1, Integer.MAX_VALUE);
    }

    /** Changes single limits; what is not named keeps its default. One thread at a time. */
    public static final class Builder {
        private int maxMessageSize = MessageLimits.DEFAULTS.maxMessageSize();
        private int maxEmptyFrames = MessageLimits.DEFAULTS.maxEmptyFrames();
        private long inboundBudget = Runtime.getRuntime().maxMemory() / 4;
        private long outboundBudget = Runtime.getRuntime().maxMemory() / 4;
        private int inboundQueue = 256;
        private int maxSendQueue = 1 << 20;
        private int maxSendQueueMessages = 4_096;
        private int maxControlRate = ConnectionTimes.DEFAULTS.maxControlRate();
        private long bytesPerSecond;
        private int maxConnections = connectionsThatFilesAllow();
        private int maxConnectionsPerIp;
        private int maxStartLine = HttpLimits.DEFAULTS.maxStartLine();
        private int maxHeader = HttpLimits.DEFAULTS.maxHeader();
        private int maxHeadersSize = HttpLimits.DEFAULTS.maxHeadersSize();
        private int maxHeaderCount = HttpLimits.DEFAULTS.maxHeaderCount();
        private int maxBodySize = 1_000_000;
        private long maxStreamedBodySize = HttpLimits.DEFAULTS.maxBody();

        Builder() {}

        /** Sets {@link Limits#maxMessageSize}. */
        public Builder maxMessageSize(int bytes) {
            this.maxMessageSize = bytes;
            return this;
        }

        /** Sets {@link Limits#maxEmptyFrames}. */
        public Builder maxEmptyFrames(int frames) {
            this.maxEmptyFrames = frames;
            return this;
        }

        /** Sets {@link Limits#inboundBudget}. */
        public Builder inboundBudget(long bytes) {
            this.inboundBudget = bytes;
            return this;
        }

        /** Sets {@link Limits#outboundBudget}. */
        public Builder outboundBudget(long bytes) {
            this.outboundBudget = bytes;
            return this;
        }

        /** Sets {@link Limits#inboundQueue}. */
        public Builder inboundQueue(int events) {
            this.inboundQueue = events;
            return this;
        }

        /** Sets {@link Limits#maxSendQueue}. */
        public Builder maxSendQueue(int bytes) {
            this.maxSendQueue = bytes;
            return this;
        }

        /** Sets {@link Limits#maxSendQueueMessages}. */
        public Builder maxSendQueueMessages(int messages) {
            this.maxSendQueueMessages = messages;
            return this;
        }

        /** Sets {@link Limits#maxControlRate}. */
        public Builder maxControlRate(int framesPerSecond) {
            this.maxControlRate = framesPerSecond;
            return this;
        }

        /** Sets {@link Limits#bytesPerSecond}. */
        public Builder bytesPerSecond(long bytes) {
            this.bytesPerSecond = bytes;
            return this;
        }

        /** Sets {@link Limits#maxConnections}. */
        public Builder maxConnections(int connections) {
            this.maxConnections = connections;
            return this;
        }

        /** Sets {@link Limits#maxConnectionsPerIp}. */
        public Builder maxConnectionsPerIp(int connections) {
            this.maxConnectionsPerIp = connections;
            return this;
        }

        /** Sets {@link Limits#maxStartLine}. */
        public Builder maxStartLine(int bytes) {
            this.maxStartLine = bytes;
            return this;
        }

        /** Sets {@link Limits#maxHeader}. */
        public Builder maxHeader(int bytes) {
            this.maxHeader = bytes;
            return this;
        }

        /** Sets {@link Limits#maxHeadersSize}. */
        public Builder maxHeadersSize(int bytes) {
            this.maxHeadersSize = bytes;
            return this;
        }

        /** Sets {@link Limits#maxHeaderCount}. */
        public Builder maxHeaderCount(int fields) {
            this.maxHeaderCount = fields;
            return this;
        }

        /** Sets {@link Limits#maxBodySize}. */
        public Builder maxBodySize(int bytes) {
            this.maxBodySize = bytes;
            return this;
        }

        /** Sets {@link Limits#maxStreamedBodySize}. */
        public Builder maxStreamedBodySize(long bytes) {
            this.maxStreamedBodySize = bytes;
            return this;
        }

        /** The limits, checked. */
        Limits build() {
            return new Limits(
                    maxMessageSize,
                    maxEmptyFrames,
                    inboundBudget,
                    outboundBudget,
                    inboundQueue,
                    maxSendQueue,
                    maxSendQueueMessages,
                    maxControlRate,
                    bytesPerSecond,
                    maxConnections,
                    maxConnectionsPerIp,
                    maxStartLine,
                    maxHeader,
                    maxHeadersSize,
                    maxHeaderCount,
                    maxBodySize,
                    maxStreamedBodySize);
        }
    }
}
