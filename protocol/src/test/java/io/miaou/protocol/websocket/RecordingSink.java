package io.miaou.protocol.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes down what a machine asks for: in lower case what the application hears ({@code text:}, {@code pong:}, {@code
 * requested:} with the payload of the peer's close frame), in upper case the frames it sends ({@code PONG:}, {@code PING:},
 * {@code CLOSE:}), and {@code violated:1002}, {@code finish:1000/AFTER_FLUSH}.
 */
final class RecordingSink implements WebSocketMachine.Sink {
    final List<String> lines = new ArrayList<>();
    final List<byte[]> transmitted = new ArrayList<>();
    private Consumer<String> onLine = line -> {};

    /** Runs after every line: the place to call back into the machine. */
    void onLine(Consumer<String> action) {
        onLine = action;
    }

    /** What was written since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    private void write(String line) {
        lines.add(line);
        onLine.accept(line);
    }

    @Override
    public void text(byte[] utf8) {
        write(Heard.line("text", utf8));
    }

    @Override
    public void binary(byte[] data) {
        write(Heard.line("binary", data));
    }

    @Override
    public void pong(byte[] data) {
        write(Heard.line("pong", data));
    }

    @Override
    public void closeRequested(CloseStatus status) {
        write(Heard.line("requested", CloseFrame.encode(status)));
    }

    @Override
    public void transmit(Opcode opcode, byte[] payload) {
        transmitted.add(payload);
        write(Heard.line(opcode.name(), payload));
    }

    @Override
    public void violated(Violation violation) {
        write("violated " + violation.closeCode());
    }

    @Override
    public void finish(CloseStatus status, WebSocketMachine.Ending ending) {
        write("finish " + status.code() + "/" + ending);
    }
}
