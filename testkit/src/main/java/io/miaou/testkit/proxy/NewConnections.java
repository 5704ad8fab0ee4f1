package io.miaou.testkit.proxy;

import java.util.Set;
import java.util.function.UnaryOperator;

/** The connections still to come, as something to set faults on. Any thread. */
final class NewConnections implements FaultTarget {
    private final ProxyLoop loop;
    private final Links links;

    NewConnections(ProxyLoop loop, Links links) {
        this.loop = loop;
        this.links = links;
    }

    @Override
    public void change(Set<Direction> directions, UnaryOperator<Faults> change) {
        loop.run(() -> links.changeNew(directions, change));
    }

    @Override
    public Faults faults(Direction direction) {
        return links.newcomers().of(direction);
    }
}
