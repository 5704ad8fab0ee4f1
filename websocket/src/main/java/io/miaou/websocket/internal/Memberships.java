package io.miaou.websocket.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups that one connection is in; they end with it. The loop's thread only. */
final class Memberships {
    private List<LiveGroup.Membership> memberships = List.of(); // no list of its own until the first
    private boolean over;

    /** Remembers a membership; false when the connection is over already. */
    boolean add(LiveGroup.Membership membership) {
        if (over) {
            return false;
        }
        if (memberships.isEmpty()) {
            memberships = new ArrayList<>(2);
        }
        memberships.add(membership);
        return true;
    }

    void remove(LiveGroup.Membership membership) {
        memberships.remove(membership);
    }

    LiveGroup.@Nullable Membership in(LiveGroup group) {
        for (LiveGroup.Membership membership : memberships) {
            if (membership.group() == group) {
                return membership;
            }
        }
        return null;
    }

    /** The connection is over: it leaves them all and enters no other. */
    void end() {
        over = true;
        memberships.forEach(LiveGroup.Membership::leave);
        memberships = List.of();
    }
}
