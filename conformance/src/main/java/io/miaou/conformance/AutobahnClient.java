package io.miaou.conformance;

import io.miaou.websocket.ClientState;
import io.miaou.websocket.ConnectionFailure;
import io.miaou.websocket.WebSocket;
import io.miaou.websocket.WebSocketClient;
import io.miaou.websocket.WebSocketHandler;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the fuzzing server of the Autobahn suite look at our client: asks how many cases there are, plays each on a connection of
 * its own by sending every message back as it came, and asks for the report.
 *
 * <p>A case that cannot be played is told and passed over; that the suite is not there, or is none, ends the run. One thread at a
 * time; the handlers run on the event loop, for echoing never blocks.
 */
final class AutobahnClient {
    /** The longest a case may last: a suite that hangs is to be noticed, and the longest cases take a minute. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int MAX_MESSAGE_SIZE = 16 << 20; // the largest of the suite

    /** A suite that sends a batch before it reads must get all of it back. */
    private static final int MAX_SEND_QUEUE = 4 * MAX_MESSAGE_SIZE;

    private static final int MOST_CASES = 100_000;

    private final String server;
    private final String agent;
    private final Duration patience;
    private final PrintWriter progress;

    /** What came of a run. */
    record Result(int cases, int failed) {
        int played() {
            return cases - failed;
        }
    }

    /**
     * A client of the suite at that address.
     *
     * @param server {@code ws://host:port}
     * @param agent the name that the report is filed under
     * @param patience how long each case may last
     * @param progress hears a line for each case
     */
    AutobahnClient(URI server, String agent, Duration patience, PrintWriter progress) {
        String text = server.toString();
        this.server = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.agent = "agent=" + URLEncoder.encode(agent, StandardCharsets.UTF_8);
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * Plays all cases.
     *
     * @throws IOException when the suite does not say how many there are, or does not take the order to write its report
     */
    Result run() throws IOException, InterruptedException {
        int cases = caseCount();
        int failed = 0;
        for (int i = 1; i <= cases; i++) {
            try {
                play("/runCase?case=" + i + "&" + agent, new Echo(), patience);
                say("case " + i + " of " + cases);
            } catch (IOException notPlayed) {
                failed++;
                say("case " + i + " of " + cases + " was not played: " + notPlayed.getMessage());
            }
        }
        play("/updateReports?" + agent, new WebSocketHandler() {}, PATIENCE);
        return new Result(cases, failed);
    }

    private int caseCount() throws IOException, InterruptedException {
        Count count = new Count();
        play("/getCaseCount", count, PATIENCE);
        String answer =
                count.answer.orElseThrow(() -> new IOException(server + " did not say how many cases there are"));
        try {
            int cases = Integer.parseInt(answer.strip());
            if (cases >= 0 && cases <= MOST_CASES) {
                return cases;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new IOException(server + " answered '" + answer.substring(0, Math.min(answer.length(), 40))
                + "' when asked how many cases there are: give the address of a fuzzing server");
    }

    /** Connects and waits for the end of the connection, however it ends: what is right the suite knows. */
    private void play(String path, WebSocketHandler handler, Duration most) throws IOException, InterruptedException {
        try (WebSocketClient client = WebSocketClient.builder(server + path)
                .handler(handler)
                .inline()
                .compression(c -> c.contextTakeover(true, true).threshold(0)) // down to the shortest message
                .limits(limits -> limits.maxMessageSize(MAX_MESSAGE_SIZE).maxSendQueue(MAX_SEND_QUEUE))
                .heartbeat(Duration.ZERO, 1) // a ping of ours is no part of any case
                .build()) {
            var _ = client.connect(); // closed() tells too
            ClientState.Closed end = client.closed().get(most.toNanos(), TimeUnit.NANOSECONDS);
            ConnectionFailure cause = end.cause().orElse(null);
            if (cause != null && !(cause instanceof ConnectionFailure.Lost)) {
                throw cause;
            }
        } catch (TimeoutException late) {
            throw new IOException(server + path + " was not over after " + most.toMillis() + " ms", late);
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("closed() never fails", impossible);
        }
    }

    private void say(String line) {
        progress.println(line);
        progress.flush();
    }

    /** Keeps the first text and is content with it. Written on the loop, read when that connection is over. */
    private static final class Count implements WebSocketHandler {
        private volatile Optional<String> answer = Optional.empty();

        @Override
        public void onText(WebSocket socket, String text) {
            answer = Optional.of(answer.orElse(text));
            socket.close();
        }
    }

    /** Sends every message back as it came. */
    private static final class Echo implements WebSocketHandler {
        @Override
        public void onText(WebSocket socket, String text) {
            socket.send(text);
        }

        @Override
        public void onBinary(WebSocket socket, byte[] data) {
            socket.send(data);
        }
    }
}
