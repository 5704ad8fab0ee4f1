package io.miaou.conformance.snippets;

import io.miaou.server.*;
import io.miaou.websocket.http.StaticFiles;
import java.nio.file.Path;

class SocketIoOptions {
    private SocketIoOptions() {}

    static SocketIoServer options(Path pages) {
        return SocketIoServer.builder()
                .port(3000)
                .path("/live") // io(url, { path: "/live/" }) there
                .cors(cors -> cors.allowOrigin("https://app.example"))
                .web(web -> web.http(StaticFiles.directory(pages)).allowedHosts("app.example", "localhost"))
                .build();
    }
}
