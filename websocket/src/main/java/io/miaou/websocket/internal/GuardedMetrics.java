package io.miaou.websocket.internal;

import io.miaou.websocket.WebSocketMetrics;

/**
 * The application's metrics, of which no exception reaches a connection or stops a loop: it is logged, ten times a minute at
 * most. Written out method by method, so that no call allocates. Any thread.
 */
record GuardedMetrics(WebSocketMetrics to) implements WebSocketMetrics {
    private static void failed(Throwable error) {
        RateLimitedLog.LOG.error("the metrics of the application failed", error);
    }

    @Override
    public void connectionAccepted() {
        try {
            to.connectionAccepted();
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void connectionEnded() {
        try {
            to.connectionEnded();
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void connectionRefused(String kind) {
        try {
            to.connectionRefused(kind);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void tlsHandshakeFailed() {
        try {
            to.tlsHandshakeFailed();
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void requestAnswered(int status) {
        try {
            to.requestAnswered(status);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void handshakeAccepted() {
        try {
            to.handshakeAccepted();
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void handshakeRefused(int status) {
        try {
            to.handshakeRefused(status);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void messageReceived(int bytes) {
        try {
            to.messageReceived(bytes);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void messageSent(int bytes) {
        try {
            to.messageSent(bytes);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void bytesReceived(int bytes) {
        try {
            to.bytesReceived(bytes);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void bytesSent(int bytes) {
        try {
            to.bytesSent(bytes);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void messageDropped(int bytes) {
        try {
            to.messageDropped(bytes);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void pongReceived(long latencyNanos) {
        try {
            to.pongReceived(latencyNanos);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void closed(int code) {
        try {
            to.closed(code);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void slowConsumerClosed() {
        try {
            to.slowConsumerClosed();
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void limitHit(String limit) {
        try {
            to.limitHit(limit);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void handlerCalled(long nanos) {
        try {
            to.handlerCalled(nanos);
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }

    @Override
    public void handlerFailed() {
        try {
            to.handlerFailed();
        } catch (RuntimeException | Error error) {
            failed(error);
        }
    }
}
