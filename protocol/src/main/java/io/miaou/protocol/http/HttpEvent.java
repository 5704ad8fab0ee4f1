package io.miaou.protocol.http;

/** What an HTTP decoder found in its input; peers' errors are values among them. */
public sealed interface HttpEvent {
    /** The one {@link NeedInput} that is needed. */
    HttpEvent NEED_INPUT = new NeedInput();

    /** The one {@link End} that is needed. */
    HttpEvent END = new End();

    /** Everything was taken in and more is needed. */
    record NeedInput() implements HttpEvent {}

    /** A request began; its body follows, then {@link End}, unless it is upgraded. */
    record Request(RequestHead head) implements HttpEvent {}

    /** A response began. */
    record Response(ResponseHead head) implements HttpEvent {}

    /** Bytes of the body, at least one; the receiver's to keep. Equal only to itself: bodies are not compared or copied. */
    record Content(byte[] bytes) implements HttpEvent {}

    /** The message is complete. */
    record End() implements HttpEvent {}

    /**
     * The peer broke the rules; the decoder takes nothing more.
     *
     * @param status what a server answers: 400, 413, 414, 431, 505
     * @param detail one line for the log; never sent to the peer, no peer's byte unescaped
     * @param limit the name of the limit in {@link HttpLimits} that was passed; empty when it was another rule
     */
    record Problem(int status, String detail, String limit) implements HttpEvent {
        /** A broken rule that is no limit. */
        public Problem(int status, String detail) {
            this(status, detail, "");
        }
    }
}
