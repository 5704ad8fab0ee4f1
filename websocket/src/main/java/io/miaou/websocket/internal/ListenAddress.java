package io.miaou.websocket.internal;

import io.miaou.websocket.ServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where a server listens, and the words for it when it cannot. */
final class ListenAddress {
    private ListenAddress() {}

    static InetSocketAddress of(ServerOptions options) throws IOException {
        if (options.host().isEmpty()) {
            return new InetSocketAddress(options.port()); // the wildcard: IPv6 and IPv4 where there are both
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
        } catch (UnknownHostException unknown) {
            throw new IOException(
                    "cannot listen on " + options.host() + ": no such host; give a name or an address of"
                            + " this computer",
                    unknown);
        }
    }

    static BindException refused(ServerOptions options, Throwable cause) {
        String where = "port " + options.port() + (options.host().isEmpty() ? "" : " of " + options.host());
        String all = String.valueOf(cause.getMessage());
        String why = all.substring(all.lastIndexOf(": ") + 1).strip(); // before it stands the system call
        String advice = why.contains("in use")
                ? "; give another port, or end the program that holds it"
                : why.contains("ermission")
                        ? "; give a port from 1024 on, or the right to use lower ones"
                        : "; give a name or an address of this computer";
        BindException error = new BindException("cannot listen on " + where + ": " + why + advice);
        error.initCause(cause);
        return error;
    }
}
