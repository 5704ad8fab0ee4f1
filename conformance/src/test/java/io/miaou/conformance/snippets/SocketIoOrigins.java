package io.miaou.conformance.snippets;

import io.miaou.server.*;
import java.time.Duration;
import java.util.regex.Pattern;

class SocketIoOrigins {
    private SocketIoOrigins() {}

    static SocketIoServer origins() {
        return SocketIoServer.builder()
                .cors(cors -> cors.allowOrigin("https://app.example")
                        .allowOrigin(Pattern.compile("https://[a-z0-9-]+\\.preview\\.example"))
                        .credentials(true)
                        .maxAge(Duration.ofHours(1)))
                .build();
    }

    static SocketIoServer open() {
        return SocketIoServer.builder().cors(cors -> cors.allowOrigin("*")).build();
    }

    static SocketIoServer sticky() {
        return SocketIoServer.builder()
                .engine(engine -> engine.cookie(CookieOptions.DEFAULTS))
                .build();
    }
}
