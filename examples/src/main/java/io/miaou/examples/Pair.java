package io.miaou.examples;

import java.util.Arrays;

/**
 * A chat over bare WebSocket, a server and a client that understand the ones in TypeScript and Python that the protocol was first
 * written in: each frame is {@code {"type", "username", "content", "timestamp"}}.
 *
 * <p>Each in a terminal of its own:
 *
 * <pre>{@code
 * ./miaou example pair server
 * ./miaou example pair client Alice
 * ./miaou example pair client Bob
 * }</pre>
 *
 * {@link PairServer} and {@link PairClient} say the rest. What is missing here, as names that nobody else can take, history and
 * private messages, the chat itself has: {@code ./miaou serve}.
 */
public final class Pair {
    private Pair() {}

    /** A frame, in both directions; a field that a peer leaves out is null or zero. */
    record ChatMessage(String type, String username, String content, long timestamp) {}

    /** Runs the half that the first word names. */
    public static void main(String[] words) throws Exception {
        String half = words.length == 0 ? "" : words[0];
        String[] options = Arrays.copyOfRange(words, Math.min(1, words.length), words.length);
        switch (half) {
            case "server" -> PairServer.main(options);
            case "client" -> PairClient.main(options);
            default ->
                throw new IllegalArgumentException(
                        "say which half: pair server [--port N], or pair client NAME [ws://HOST:PORT]");
        }
    }
}
