package io.miaou.server;

/**
 * An event that a client sent, or that is on its way to one.
 *
 * @param name its name
 * @param args what came with it
 * @param ack how to acknowledge it; of one on its way out, nothing is to be acknowledged
 */
public record Event(String name, Args args, Ack ack) {
    @Override
    public String toString() {
        return name + args + (ack.isRequested() ? " (asks for an ack)" : "");
    }
}
