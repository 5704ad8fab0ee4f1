package io.miaou.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that connects many times and says nothing, for one process may not open enough files for both ends.
 * It prints a line once all are connected, reads every connection to its end, prints a second line and keeps its ends open
 * until its input ends. It is started from its source, so it uses the JDK alone.
 */
final class SilentCrowd {
    private SilentCrowd() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int size = Integer.parseInt(arguments[1]);
        List<Socket> crowd = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            crowd.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        System.out.println("connected");
        for (Socket client : crowd) {
            client.setSoTimeout(60_000);
            if (client.getInputStream().read() >= 0) {
                throw new AssertionError("the server said something");
            }
        }
        System.out.println("ended");
        while (System.in.read() >= 0) {
            // until the test ends us
        }
        for (Socket client : crowd) {
            client.close();
        }
    }
}
