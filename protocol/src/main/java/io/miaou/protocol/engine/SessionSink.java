package io.miaou.protocol.engine;

/** What a session asks of its owner; called on the thread that called the session. */
public interface SessionSink {
    /**
     * A message of the client's.
     *
     * @param packet the receiver's to keep; the message is from {@code from} to before {@code to}
     * @param binary whether it is binary; a text was checked to be UTF-8
     */
    void onMessage(byte[] packet, int from, int to, boolean binary);

    /** The GET that waits gets 200 and this body. */
    void answerPoll(byte[] body, boolean mayCompress);

    /** The WebSocket that carries the session sends a packet in one frame. */
    void transmit(OutgoingPacket packet);

    /** The WebSocket that was heard last, be it a probe, sends a text frame that waits for no room; not to be changed. */
    void transmitControl(byte[] text);

    /** Whether the WebSocket would send a packet at once; asked for volatile ones. */
    boolean isWritable();

    /** The WebSocket that carries the session is to be closed; 1005 stands for a close frame without a code. */
    void closeWebSocket(int code);

    /** The WebSocket that probes is to be closed, without a code; the session stays on polling, or has ended. */
    void closeProbe();

    /** The probe carries the session from now on; what waited was transmitted. */
    void upgraded();

    /** What had to wait has gone out. */
    void drained();

    /** The session has ended; called once, last. */
    void closed(CloseReason reason, String description);
}
