package io.miaou.conformance.snippets;

import io.miaou.websocket.WebSocketHandler;
import io.miaou.websocket.WebSocketMetrics;
import io.miaou.websocket.WebSocketServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

class Counting {
    private Counting() {}

    interface Counter {
        void increment();
    }

    interface Timer {
        void record(long amount, TimeUnit unit);
    }

    interface Registry {
        Counter counter(String name, String... tags);

        Timer timer(String name, String... tags);
    }

    record Counted(Registry registry, Map<String, Counter> hits) implements WebSocketMetrics {
        static Counted in(Registry registry) {
            return new Counted(registry, new ConcurrentHashMap<>());
        }

        @Override
        public void limitHit(String limit) {
            hits.computeIfAbsent(limit, name -> registry.counter("limit_hits", "limit", name))
                    .increment();
        }

        @Override
        public void requestAnswered(int status) {
            registry.counter("http_requests", "status", Integer.toString(status))
                    .increment();
        }

        @Override
        public void closed(int code) {
            registry.counter("websocket_closed", "code", Integer.toString(code)).increment();
        }

        @Override
        public void handlerCalled(long nanos) {
            registry.timer("handler").record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    static WebSocketServer server(Registry registry, WebSocketHandler handler) {
        WebSocketServer counted = WebSocketServer.builder()
                .metrics(Counted.in(registry))
                .endpoint("/", handler)
                .build();
        return counted;
    }
}
