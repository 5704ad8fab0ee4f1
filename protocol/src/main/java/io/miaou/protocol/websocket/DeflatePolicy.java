package io.miaou.protocol.websocket;

/** What one end wants of permessage-deflate before the handshake (RFC 7692 §7.1). */
public sealed interface DeflatePolicy {
    /** No compression: a client offers none, a server declines every offer. */
    DeflatePolicy OFF = new Off();

    /** No compression; {@link #OFF} is one. */
    record Off() implements DeflatePolicy {}

    /**
     * Compression when the other end speaks it.
     *
     * <p>A server insists on the first and third parameter, since they bind itself; it asks for the second, which a client
     * must obey; and for the fourth, if the client allows it to be asked. A client asks for the first and third, so that a
     * server that cannot obey declines; and announces the second and fourth for itself.
     *
     * @param serverNoContextTakeover the server is to start every message with an empty window
     * @param clientNoContextTakeover the client is to
     * @param serverMaxWindowBits the largest window the server may use, 8 to 15
     * @param clientMaxWindowBits the largest window the client may use, 8 to 15
     */
    record On(
            boolean serverNoContextTakeover,
            boolean clientNoContextTakeover,
            int serverMaxWindowBits,
            int clientMaxWindowBits)
            implements DeflatePolicy {
        /**
         * No context takeover either way: an idle connection holds no memory of zlib, and a broadcast is compressed once for all
         * its receivers. What a server should want.
         */
        public static final On WITHOUT_TAKEOVER =
                new On(true, true, DeflateParameters.LARGEST_WINDOW, DeflateParameters.LARGEST_WINDOW);

        /**
         * Context takeover unless the other end objects: smaller messages, at about {@link DeflateResources#DEFLATER_BYTES} and
         * {@link DeflateResources#INFLATER_BYTES} of native memory for each connection.
         */
        public static final On WITH_TAKEOVER =
                new On(false, false, DeflateParameters.LARGEST_WINDOW, DeflateParameters.LARGEST_WINDOW);

        /** @throws IllegalArgumentException when a window is out of range */
        public On {
            DeflateParameters.requireWindowBits("serverMaxWindowBits", serverMaxWindowBits);
            DeflateParameters.requireWindowBits("clientMaxWindowBits", clientMaxWindowBits);
        }
    }
}
