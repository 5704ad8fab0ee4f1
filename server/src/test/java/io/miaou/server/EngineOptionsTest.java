package io.miaou.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
    @Test
    void esOpt_theDefaultsAreTheOfficialServers() {
        EngineOptions options = EngineOptions.defaults();
        assertThat(options.path()).isEqualTo("/engine.io");
        assertThat(options.prefix()).isEqualTo("/engine.io/");
        assertThat(options.addTrailingSlash()).isTrue();
        assertThat(options.pingInterval()).isEqualTo(Duration.ofSeconds(25));
        assertThat(options.pingTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.upgradeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.maxHttpBufferSize()).isEqualTo(1_000_000);
        assertThat(options.transports()).containsExactlyInAnyOrder(EngineTransport.POLLING, EngineTransport.WEBSOCKET);
        assertThat(options.allowUpgrades()).isTrue();
        assertThat(options.compressionThreshold()).isEqualTo(1_024);
        assertThat(options.cookie()).isNull();
        assertThat(options.cors()).isNull();
        assertThat(options.initialPacket()).isNull();
        assertThat(options.allowRequest()).isNull();
    }

    @Test
    void esOpt_limitsThatTheOfficialServerLacksAreFinite() {
        EngineOptions options = EngineOptions.defaults();
        assertThat(options.firstPollTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(options.maxPacketsPerPayload()).isEqualTo(10_000);
        assertThat(options.maxSendQueue()).isEqualTo(1 << 20);
        assertThat(options.maxSendQueueMessages()).isEqualTo(4_096);
        assertThat(options.maxSessions()).isBetween(1, Integer.MAX_VALUE);
    }

    @Test
    void aValueOutOfRangeIsRefusedByItsName() {
        refused("pingInterval", builder -> builder.pingInterval(Duration.ZERO));
        refused("pingTimeout", builder -> builder.pingTimeout(Duration.ofDays(25)));
        refused("maxHttpBufferSize", builder -> builder.maxHttpBufferSize(0));
        refused("maxPacketsPerPayload", builder -> builder.maxPacketsPerPayload(0));
        refused("maxSendQueue", builder -> builder.maxSendQueue(10));
        refused("maxSessions", builder -> builder.maxSessions(0));
        refused("compressionThreshold", builder -> builder.compressionThreshold(-1));
        refused("path", builder -> builder.path("engine.io"));
        refused("path", builder -> builder.path("/a?b"));
        refused("transports", builder -> builder.transports());
    }

    private static void refused(String name, Consumer<EngineOptions.Builder> change) {
        EngineOptions.Builder builder = EngineOptions.builder();
        change.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void h09_aCookieThatWouldBreakItsHeaderIsRefused() {
        for (String name : new String[] {"", "a b", "a=b", "a;b", "a\r\nb"}) {
            assertThatThrownBy(() -> new CookieOptions(name, "/", true, CookieOptions.SameSite.LAX, false, -1))
                    .hasMessageContaining("cookie name");
        }
        for (String path : new String[] {"/;x", "/\r\nSet-Cookie: a=b", "/ a", "/\u00e9"}) {
            assertThatThrownBy(() -> new CookieOptions("io", path, true, CookieOptions.SameSite.LAX, false, -1))
                    .hasMessageContaining("cookie path");
        }
        assertThat(new CookieOptions("id", "", false, CookieOptions.SameSite.NONE, true, 60).header("x"))
                .isEqualTo("id=x; Max-Age=60; Secure; SameSite=None");
    }

    @Test
    void anOriginThatNoBrowserSendsIsRefused() {
        assertThatThrownBy(() -> CorsOptions.builder().build()).hasMessageContaining("no origin");
        for (String origin : new String[] {"example.com", "https://example.com/"}) {
            assertThatThrownBy(() -> CorsOptions.builder().allowOrigin(origin).build())
                    .hasMessageContaining("none that a browser sends");
        }
    }
}
