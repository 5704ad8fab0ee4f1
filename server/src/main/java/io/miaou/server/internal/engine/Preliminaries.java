package io.miaou.server.internal.engine;

import io.miaou.protocol.http.Headers;
import io.miaou.server.AllowRequest;
import io.miaou.server.EngineMiddleware;
import io.miaou.server.EngineOptions;
import io.miaou.server.ResponseHeaders;
import io.miaou.server.SessionIdGenerator;
import io.miaou.websocket.http.HttpResponse;
import io.miaou.websocket.internal.Callbacks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The application's say about requests: middlewares, header fields, who may enter, and ids. All of it is its code and runs on a
 * virtual thread; where it has no say there is no thread. Immutable.
 */
final class Preliminaries {
    private final EngineMount mount;
    private final EngineOptions options;
    private final SessionIds ids = new SessionIds();

    Preliminaries(EngineMount mount, EngineOptions options) {
        this.mount = mount;
        this.options = options;
    }

    /** A new session's id, and what goes on with it, on the loop of the request. */
    interface Admitted {
        void begin(String sid);
    }

    // --- every request --------------------------------------------------------------------------------------------

    /** Runs the middlewares and goes on, on the loop, with a request that they let pass. */
    void run(Visit visit, Runnable then) {
        if (options.middlewares().isEmpty() && options.responseHeaders() == null) {
            then.run();
            return;
        }
        Callbacks.run(() -> {
            if (middlewaresPass(visit) && headersPass(visit)) {
                visit.loop.execute(() -> mount.guarded(visit, then));
            }
        });
    }

    private boolean middlewaresPass(Visit visit) {
        for (EngineMiddleware middleware : options.middlewares()) {
            try {
                switch (middleware.handle(visit.request)) {
                    case EngineMiddleware.Outcome.Continue(Headers headers) -> visit.add(headers);
                    case EngineMiddleware.Outcome.Respond(HttpResponse response) -> {
                        visit.respond(response.status(), response.headers(), contentOf(response));
                        return false;
                    }
                    case EngineMiddleware.Outcome.Fail(String reason) -> {
                        fail(visit, "MIDDLEWARE_FAILURE", reason);
                        return false;
                    }
                }
            } catch (Throwable error) {
                mount.log().error("an engine middleware failed", error);
                fail(visit, "MIDDLEWARE_FAILURE", String.valueOf(error.getMessage()));
                return false;
            }
        }
        return true;
    }

    private static byte[] contentOf(HttpResponse response) throws IOException {
        return switch (response.body()) {
            case HttpResponse.Whole whole -> whole.bytes();
            case HttpResponse.Streamed streamed -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                streamed.writer().write(out);
                yield out.toByteArray();
            }
        };
    }

    private boolean headersPass(Visit visit) {
        ResponseHeaders headers = options.responseHeaders();
        try {
            if (headers != null) {
                visit.add(headers.headersFor(visit.request, visit.query.isHandshake()));
            }
            return true;
        } catch (Throwable error) {
            mount.log().error("responseHeaders failed", error);
            fail(visit, "MIDDLEWARE_FAILURE", "responseHeaders failed");
            return false;
        }
    }

    private void fail(Visit visit, String name, String reason) {
        mount.refuse(visit, EngineError.BAD_REQUEST, Map.of("name", name, "error", reason));
    }

    // --- handshakes -----------------------------------------------------------------------------------------------

    /** Asks whether the client may begin a session, makes its id, and goes on, on the loop, if so. */
    void admit(Visit visit, Admitted then) {
        if (options.allowRequest() == null && options.generateId() == null) {
            then.begin(ids.next());
            return;
        }
        Callbacks.run(() -> {
            if (isAllowed(visit)) {
                withId(visit, then);
            }
        });
    }

    private boolean isAllowed(Visit visit) {
        AllowRequest allow = options.allowRequest();
        if (allow == null) {
            return true;
        }
        Optional<String> refusal;
        try {
            refusal = allow.refusal(visit.request);
        } catch (Throwable error) {
            mount.log().error("allowRequest failed", error);
            refusal = Optional.of("");
        }
        if (refusal.isEmpty()) {
            return true;
        }
        String message = refusal.get().isEmpty() ? EngineError.FORBIDDEN.message() : refusal.get();
        mount.refuse(visit, EngineError.FORBIDDEN, message, Map.of("message", message));
        return false;
    }

    private void withId(Visit visit, Admitted then) {
        SessionIdGenerator generator = options.generateId();
        String sid;
        try {
            sid = generator == null ? ids.next() : generator.generate(visit.request);
            if (!SessionIds.isUsable(sid)) {
                throw new IllegalStateException("generateId gave an id that is none: give 1 to 64 of [A-Za-z0-9_-]");
            }
        } catch (Throwable error) {
            mount.log().error("generateId failed", error);
            fail(visit, "ID_GENERATION_ERROR", String.valueOf(error.getMessage()));
            return;
        }
        visit.loop.execute(() -> mount.guarded(visit, () -> then.begin(sid)));
    }
}
