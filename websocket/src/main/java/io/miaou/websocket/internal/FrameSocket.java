package io.miaou.websocket.internal;

import io.miaou.protocol.websocket.CloseCode;
import io.miaou.protocol.websocket.Opcode;
import java.net.InetSocketAddress;

/** A mounted WebSocket, for the one thread of its loop; only {@link #loop} may be asked by any. */
public interface FrameSocket {
    /** Where it lives. */
    Loop loop();

    /** The client's address; of a trusted proxy's connection, the one that the handshake named. */
    InetSocketAddress remoteAddress();

    /**
     * Writes a message; what is written in one turn of the loop leaves together at its end. False, and nothing was written, when
     * the send queue is full ({@code maxSendQueue}, {@code maxSendQueueMessages}; one message alone may be larger) or the
     * connection no longer {@link #isOpen}.
     *
     * @param payload not to be changed any more
     */
    boolean write(Opcode opcode, byte[] payload);

    /** The same with a frame that others write too; the caller keeps its own reference. */
    boolean write(SharedFrame frame);

    /** Whether a message may still be written: until a close frame was sent or the connection has ended. */
    boolean isOpen();

    /** Whether nothing waits for the network. */
    boolean isDrained();

    /** Bytes that wait for the network, each message with the overhead of its bookkeeping. */
    long pendingBytes();

    /** Messages that wait for the network. */
    int pendingMessages();

    /**
     * Begins the closing handshake; the peer has the close timeout to answer. Messages that it sends meanwhile are dropped.
     *
     * @param code {@link CloseCode#NO_STATUS} for a frame without a status
     * @throws IllegalArgumentException when the code may not be sent or the reason is longer than 123 bytes
     */
    void close(int code, String reason);

    /** Ends the connection at once, without a close frame: 1006 with that reason for the handler, which hears it meanwhile. */
    void terminate(String reason);

    /** Stops reading, so that the peer's kernel holds it back, or goes on. The closing handshake is not held up by it. */
    void pauseReading(boolean paused);
}
