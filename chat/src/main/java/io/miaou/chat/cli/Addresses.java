package io.miaou.chat.cli;

/** How listeners are named to people. */
public final class Addresses {
    private Addresses() {}

    /**
     * Where a listener is found.
     *
     * @param scheme {@code http} or {@code ws}
     * @param host as given on the command line; one that means all addresses becomes {@code localhost}
     */
    public static String url(String scheme, String host, int port) {
        String shown = switch (host) {
            case "", "0.0.0.0", "::", "[::]" -> "localhost";
            default -> host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
        };
        return scheme + "://" + shown + ":" + port;
    }
}
