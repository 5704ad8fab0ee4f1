package io.miaou.examples;

import io.miaou.server.AckTimeoutException;
import io.miaou.server.Socket;
import io.miaou.server.SocketIoServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Questions and answers.
 *
 * <p>Run {@code ./miaou example acks}; then, on a page:
 *
 * <pre>{@code
 * const socket = io('http://localhost:3000');
 * socket.on('confirm', (question, answer) => answer(confirm(question)));
 * const receipt = await socket.timeout(10_000).emitWithAck('order', { item: 'tea', quantity: 2 });
 * console.log(receipt); // { number: 1, state: 'on its way' }
 * }</pre>
 *
 * What a handler of {@code onRequest} returns is the acknowledgement. Before it returns, this one asks the client back and waits for
 * the answer: a handler runs on a virtual thread and may wait, while other clients are served. The next event of the same client
 * waits its turn meanwhile, but the answer does not: acknowledgements pass the queue of events.
 */
public final class Acks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicInteger orders = new AtomicInteger();

    /** What the client sends: an object with these two fields. */
    record Order(String item, int quantity) {}

    /** What it gets. */
    record Receipt(int number, String state) {}

    private Acks() {}

    /** Serves on port 3000, or on the one that {@code --port} names. */
    public static void main(String[] options) throws Exception {
        SocketIoServer io = SocketIoServer.builder()
                .port(Serving.port(options, 3000))
                .cors(cors -> cors.allowOrigin("*"))
                .build();
        Acks acks = new Acks();
        io.onConnection(socket -> socket.onRequest("order", Order.class, order -> acks.order(socket, order)));
        Serving.untilStopped(io);
    }

    private Receipt order(Socket socket, Order order) {
        String question = order.quantity + " x " + order.item + "?";
        try {
            Boolean sure = socket.timeout(PATIENCE).call("confirm", Boolean.class, question);
            return Boolean.TRUE.equals(sure)
                    ? new Receipt(orders.incrementAndGet(), "on its way")
                    : new Receipt(0, "cancelled");
        } catch (AckTimeoutException nobodyThere) {
            return new Receipt(0, "not confirmed in time");
        }
    }
}
