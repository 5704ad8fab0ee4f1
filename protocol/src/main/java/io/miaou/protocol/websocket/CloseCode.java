package io.miaou.protocol.websocket;

/** The status codes of RFC 6455 §7.4 and of IANA's registry. */
public final class CloseCode {
    /** The purpose was fulfilled. */
    public static final int NORMAL = 1000;
    /** The server goes down or the page is left. */
    public static final int GOING_AWAY = 1001;
    /** The peer broke the framing rules. */
    public static final int PROTOCOL_ERROR = 1002;
    /** A kind of data that this end does not take. */
    public static final int UNSUPPORTED_DATA = 1003;
    /** Never on the wire: the close frame carried no code. */
    public static final int NO_STATUS = 1005;
    /** Never on the wire: the connection ended without a close frame. */
    public static final int ABNORMAL = 1006;
    /** Data that does not fit its kind, as text that is not UTF-8. */
    public static final int INVALID_PAYLOAD = 1007;
    /** Against this end's policy; what fits no other code. */
    public static final int POLICY_VIOLATION = 1008;
    /** Larger than this end takes. */
    public static final int MESSAGE_TOO_BIG = 1009;
    /** A client misses an extension in the server's answer. */
    public static final int MANDATORY_EXTENSION = 1010;
    /** The server met a fault of its own. */
    public static final int INTERNAL_ERROR = 1011;
    /** The server restarts. */
    public static final int SERVICE_RESTART = 1012;
    /** The server is overloaded. */
    public static final int TRY_AGAIN_LATER = 1013;
    /** A gateway met a bad answer upstream. */
    public static final int BAD_GATEWAY = 1014;

    private CloseCode() {}

    /** Whether a close frame may carry the code: 1000-1003, 1007-1014 and 3000-4999 (RFC 6455 §7.4.2). */
    public static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
