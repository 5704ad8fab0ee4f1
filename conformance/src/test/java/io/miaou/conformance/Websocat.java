package io.miaou.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What {@code echo ... | websocat URL} does: it sends the lines and, as stdin has ended, the Close at once; then it prints
 * what still arrives until the server's Close. A server that answers the Close early makes it lose lines.
 */
final class Websocat {
    private Websocat() {}

    /** The transcript of a run: lines printed, then {@code * close CODE} and {@code * end}. */
    static List<String> run(int port, String... lines) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String line : lines) {
            all.writeBytes(RawClient.frame(RawClient.TEXT, line.getBytes(UTF_8)));
        }
        all.writeBytes(RawClient.frame(RawClient.CLOSE, new byte[0]));
        try (RawClient client = RawClient.open("websocat", port)) {
            client.send(all.toByteArray());
            client.out().expectEnd();
            return client.out().lines();
        }
    }
}
