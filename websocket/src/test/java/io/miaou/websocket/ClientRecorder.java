package io.miaou.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A recorder that writes down the states of a client too, in one order with the rest. Safe for use by many threads. */
final class ClientRecorder extends Recorder {
    final BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();

    void state(ClientState state) {
        states.add(state);
        heard(
                switch (state) {
                    case ClientState.Idle idle -> "idle";
                    case ClientState.Connecting connecting -> "connecting " + connecting.attempt();
                    case ClientState.Open open -> "is open";
                    case ClientState.Closing closing -> "closing";
                    case ClientState.Reconnecting waiting ->
                        "reconnecting " + waiting.attempt() + " in "
                                + waiting.delay().toMillis();
                    case ClientState.Closed closed ->
                        "closed " + closed.status().code()
                                + closed.cause()
                                        .map(why -> " " + why.getClass().getSimpleName())
                                        .orElse("");
                },
                null);
    }

    /** Expects these, in this order, and nothing between them. */
    void expect(String... events) throws InterruptedException {
        for (String event : events) {
            assertThat(next()).isEqualTo(event);
        }
    }
}
