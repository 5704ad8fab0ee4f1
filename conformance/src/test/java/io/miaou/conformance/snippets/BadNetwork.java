package io.miaou.conformance.snippets;

import io.miaou.testkit.proxy.*;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

class BadNetwork {
    private BadNetwork() {}

    static void theClientSurvivesAFreeze(ServerSocket server) throws Exception {
        try (var proxy = FaultProxy.to(server.getLocalPort()).seed(42).start();
                var client = new Socket("localhost", proxy.port())) {
            proxy.awaitConnections(1, Duration.ofSeconds(10));
            proxy.freeze();
            client.getOutputStream().write(1);
            proxy.connection(0).awaitReceived(Direction.TO_SERVER, 1, Duration.ofSeconds(10));
            // here the server has seen nothing, and both sides believe the connection is well
            proxy.thaw();
            proxy.connection(0).awaitDelivered(Direction.TO_SERVER, 1, Duration.ofSeconds(10));
        }
    }

    static void networks(FaultProxy proxy) {
        Faults mobile = Faults.NONE
                .delay(Duration.ofMillis(150))
                .jitter(Duration.ofMillis(100))
                .loss(0.02)
                .rate(50_000);
        proxy.apply(mobile);
        proxy.apply(Direction.TO_CLIENT, mobile.slice(7));
        proxy.newConnections().apply(Faults.NONE.cutAfter(1_234));
        proxy.connection(0).freeze(Direction.TO_SERVER);
        proxy.heal();
    }

    static void serverGone(FaultProxy proxy, InetSocketAddress restarted) {
        proxy.resetAll();
        proxy.admission(Admission.REFUSE);
        proxy.upstream(restarted);
        proxy.admission(Admission.ACCEPT);
    }
}
