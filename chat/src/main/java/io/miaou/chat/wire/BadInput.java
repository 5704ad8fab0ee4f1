package io.miaou.chat.wire;

/** What can be wrong with something a client sent; each kind is counted. None of them ends a connection. */
public enum BadInput {
    /** Text that is not JSON, or JSON nested too deeply. */
    NOT_JSON,
    /** JSON that is not an object. */
    NOT_AN_OBJECT,
    /** A field that its type of message needs is missing or of the wrong kind. */
    BAD_FIELD,
    /** Text longer than {@link ClientFrame#MAX_BYTES}. */
    TOO_LONG,
    /** A binary message. */
    BINARY,
    /** A type nobody knows: ignored, because a newer client may send it. */
    UNKNOWN_TYPE
}
