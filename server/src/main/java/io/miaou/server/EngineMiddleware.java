package io.miaou.server;

import io.miaou.protocol.http.Headers;
import io.miaou.websocket.http.HttpRequest;
import io.miaou.websocket.http.HttpResponse;

/**
 * Sees every HTTP request and every upgrade of the engine before it is checked: for headers, sessions, authentication. Runs on a
 * virtual thread and may block; with none, no request costs a thread. What it throws is logged and answered as {@link Outcome.Fail}.
 */
@FunctionalInterface
public interface EngineMiddleware {
    /** What becomes of the request; its body cannot be read here. */
    Outcome handle(HttpRequest request) throws Exception;

    /** What a middleware decides. */
    sealed interface Outcome {
        /** On to the next one, and these fields go into the answer, also into 101. */
        record Continue(Headers headers) implements Outcome {}

        /** This is the answer; a body that is streamed is written whole first. */
        record Respond(HttpResponse response) implements Outcome {}

        /** The request is refused: 400, code 3. */
        record Fail(String reason) implements Outcome {}
    }

    /** On to the next one. */
    static Outcome next() {
        return new Outcome.Continue(Headers.empty());
    }
}
