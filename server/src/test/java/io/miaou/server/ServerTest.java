package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.miaou.websocket.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server for one test, and a list of what the application heard. */
@ExtendWith(NoLeaks.class)
abstract class ServerTest {
    private static final int PATIENCE = 10; // seconds; only a failing test waits so long

    /** What handlers note down. */
    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    private final List<AutoCloseable> open = new ArrayList<>();

    /** A server on a free port that runs until the test ends; set up before it starts. */
    SocketIoServer serve(Setup setup) throws Exception {
        return serve(builder -> builder, setup);
    }

    SocketIoServer serve(UnaryOperator<SocketIoServer.Builder> options, Setup setup) throws Exception {
        SocketIoServer server = options.apply(
                        SocketIoServer.builder().port(0).serveClient(false).web(web -> web.host("127.0.0.1")))
                .build();
        open.addFirst(server);
        setup.prepare(server);
        return server.start();
    }

    /** Prepares a server. */
    interface Setup {
        void prepare(SocketIoServer io) throws Exception;
    }

    /** Lets {@link SocketIoClient#expectNothing} be answered. */
    static void answerSettle(Socket socket) {
        socket.on("settle", (Handlers.OnEvent) event -> event.ack().send());
    }

    SocketIoClient client(SocketIoServer server) throws Exception {
        SocketIoClient client = SocketIoClient.open(server);
        open.addFirst(client);
        return client;
    }

    SocketIoClient connected(SocketIoServer server) throws Exception {
        SocketIoClient client = SocketIoClient.connected(server);
        open.addFirst(client);
        return client;
    }

    /** What the application noted next. */
    Object next() throws InterruptedException {
        Object next = heard.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(next).as("something more that the application heard").isNotNull();
        return next == null ? "" : next;
    }

    /** The next socket that came in, where the connection handler notes it. */
    Socket nextSocket() throws InterruptedException {
        return (Socket) next();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }
}
