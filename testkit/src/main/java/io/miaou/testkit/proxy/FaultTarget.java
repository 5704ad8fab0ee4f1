package io.miaou.testkit.proxy;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What faults can be set on: all connections of a proxy ({@link FaultProxy} itself), those still to come
 * ({@link FaultProxy#newConnections}), or one ({@link ProxiedConnection}).
 *
 * <p>All methods may be called by any thread. When one returns, the change has been made: after {@code freeze()} not one
 * more byte is delivered. Changes throw {@link IllegalStateException} when the proxy is closed; on one
 * connection that has ended they do nothing.
 */
public sealed interface FaultTarget permits FaultProxy, ProxiedConnection, NewConnections {
    /**
     * Changes the faults of these directions in one step. The function runs on the proxy's thread, once or more for each
     * connection, and should do nothing but give back a value; what it throws comes back to the caller.
     */
    void change(Set<Direction> directions, UnaryOperator<Faults> change);

    /** The faults of this direction. Of a whole proxy: those that a connection gets that comes now. */
    Faults faults(Direction direction);

    /** Sets the faults of both directions; whatever was set before is forgotten. */
    default void apply(Faults faults) {
        change(EnumSet.allOf(Direction.class), before -> faults);
    }

    /** Sets the faults of one direction; whatever was set on it before is forgotten. */
    default void apply(Direction direction, Faults faults) {
        change(EnumSet.of(direction), before -> faults);
    }

    /** Takes all faults away; what waits is delivered. */
    default void heal() {
        apply(Faults.NONE);
    }

    /** Lets nothing through any more, both ways, until {@link #thaw}; the other faults stay as they are. */
    default void freeze() {
        change(EnumSet.allOf(Direction.class), Faults::hold);
    }

    /** Lets nothing through one way until {@link #thaw}; the other faults stay as they are. */
    default void freeze(Direction direction) {
        change(EnumSet.of(direction), Faults::hold);
    }

    /** Lets everything through again, both ways, and delivers what waited; the other faults stay as they are. */
    default void thaw() {
        change(EnumSet.allOf(Direction.class), Faults::pass);
    }

    /** Lets everything through again one way; the other faults stay as they are. */
    default void thaw(Direction direction) {
        change(EnumSet.of(direction), Faults::pass);
    }
}
