package io.miaou.testkit.proxy;

import java.util.Set;
import java.util.function.UnaryOperator;

/** The faults of both directions. */
record Plan(Faults toServer, Faults toClient) {
    Faults of(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    Plan changed(Set<Direction> directions, UnaryOperator<Faults> change) {
        return new Plan(
                directions.contains(Direction.TO_SERVER) ? change.apply(toServer) : toServer,
                directions.contains(Direction.TO_CLIENT) ? change.apply(toClient) : toClient);
    }
}
