package io.miaou.protocol.engine;

/** Where a session stands. */
sealed interface SessionState {
    /** How far a WebSocket has come that wants to take a session over from polling. */
    enum Probe {
        /** There is none. */
        NONE,
        /** It is there; its {@code 2probe} is not, yet. */
        OPEN,
        /** It has its {@code 3probe}; {@code 5} is next. Polls are ended meanwhile, for the client waits for that. */
        ANSWERED
    }

    /** On long polling. {@code polled}: a GET waits for its answer; then nothing waits in the queue. */
    record Polling(boolean polled, Probe probe) implements SessionState {}

    /** This side has closed, on long polling: the next GET takes what waits, the one behind it the close packet; then all is over. */
    record Closing(Probe probe) implements SessionState {}

    /** On WebSocket, from the beginning or after the upgrade. */
    record OnWebSocket() implements SessionState {}

    /** Over. */
    record Closed() implements SessionState {}

    /** The one there is: an idle session on WebSocket has no state of its own. */
    SessionState ON_WEB_SOCKET = new OnWebSocket();

    /** The one there is. */
    SessionState CLOSED = new Closed();
}
