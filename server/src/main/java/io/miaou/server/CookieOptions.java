package io.miaou.server;

import io.miaou.protocol.http.HttpSyntax;

/**
 * The cookie that carries a session's id, for load balancers that want one; set by the answer to a handshake on polling, never on
 * WebSocket.
 *
 * @param name of the cookie; {@code io}
 * @param path below which it is sent; {@code /}; empty for none
 * @param httpOnly whether scripts are kept from it; they are
 * @param sameSite which requests of other sites carry it; {@code LAX}
 * @param secure whether it goes over TLS alone; false
 * @param maxAge how many seconds it is kept; -1 for as long as the browser runs
 */
public record CookieOptions(
        String name, String path, boolean httpOnly, SameSite sameSite, boolean secure, long maxAge) {
    /** Which requests of other sites carry a cookie. */
    public enum SameSite {
        /** The attribute is left out. */
        UNSET(""),
        /** None. */
        STRICT("Strict"),
        /** Those that lead the user here. */
        LAX("Lax"),
        /** All; browsers ask for {@code secure} then. */
        NONE("None");

        private final String wire;

        SameSite(String wire) {
            this.wire = wire;
        }
    }

    /** As the official server's {@code cookie: true}. */
    public static final CookieOptions DEFAULTS = new CookieOptions("io", "/", true, SameSite.LAX, false, -1);

    /** @throws IllegalArgumentException when the name or the path could not stand in a header */
    public CookieOptions {
        if (!HttpSyntax.isToken(name)) {
            throw new IllegalArgumentException("cookie name " + HttpSyntax.quote(name)
                    + " is not a token (RFC 6265 §4.1.1): use letters, digits, - and _");
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c > '~' || c == ';' || c == ',') {
                throw new IllegalArgumentException("cookie path " + HttpSyntax.quote(path)
                        + " holds what no cookie may: use a path of visible ASCII without ; and ,");
            }
        }
    }

    /** The value of {@code Set-Cookie} for a session. */
    public String header(String sid) {
        StringBuilder text = new StringBuilder(64).append(name).append('=').append(sid);
        if (maxAge >= 0) {
            text.append("; Max-Age=").append(maxAge);
        }
        if (!path.isEmpty()) {
            text.append("; Path=").append(path);
        }
        text.append(httpOnly ? "; HttpOnly" : "").append(secure ? "; Secure" : "");
        return sameSite == SameSite.UNSET
                ? text.toString()
                : text.append("; SameSite=").append(sameSite.wire).toString();
    }
}
