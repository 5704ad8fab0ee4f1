package io.miaou.websocket;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Metrics that a test can ask: how often each method was called, with which kind, and the sum of its numbers. */
final class CountingMetrics implements WebSocketMetrics {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> sums = new ConcurrentHashMap<>();

    private void count(String name) {
        counts.computeIfAbsent(name, unused -> new LongAdder()).increment();
    }

    private void add(String name, long number) {
        sums.computeIfAbsent(name, unused -> new LongAdder()).add(number);
        count(name);
    }

    long of(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    long sum(String name) {
        LongAdder sum = sums.get(name);
        return sum == null ? 0 : sum.sum();
    }

    @Override
    public void connectionAccepted() {
        count("connectionAccepted");
    }

    @Override
    public void connectionEnded() {
        count("connectionEnded");
    }

    @Override
    public void connectionRefused(String kind) {
        count("connectionRefused " + kind);
    }

    @Override
    public void requestAnswered(int status) {
        count("requestAnswered " + status);
    }

    @Override
    public void handshakeAccepted() {
        count("handshakeAccepted");
    }

    @Override
    public void handshakeRefused(int status) {
        count("handshakeRefused " + status);
    }

    @Override
    public void messageReceived(int bytes) {
        add("messageReceived", bytes);
    }

    @Override
    public void messageSent(int bytes) {
        add("messageSent", bytes);
    }

    @Override
    public void bytesReceived(int bytes) {
        add("bytesReceived", bytes);
    }

    @Override
    public void bytesSent(int bytes) {
        add("bytesSent", bytes);
    }

    @Override
    public void messageDropped(int bytes) {
        add("messageDropped", bytes);
    }

    @Override
    public void pongReceived(long latencyNanos) {
        add("pongReceived", latencyNanos);
    }

    @Override
    public void closed(int code) {
        count("closed " + code);
    }

    @Override
    public void slowConsumerClosed() {
        count("slowConsumerClosed");
    }

    @Override
    public void limitHit(String limit) {
        count("limitHit " + limit);
    }

    @Override
    public void handlerCalled(long nanos) {
        count("handlerCalled");
    }

    @Override
    public void handlerFailed() {
        count("handlerFailed");
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
