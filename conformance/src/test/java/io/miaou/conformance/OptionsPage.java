package io.miaou.conformance;

import io.miaou.protocol.socket.PacketLimits;
import io.miaou.server.CookieOptions;
import io.miaou.server.CorsOptions;
import io.miaou.server.EngineOptions;
import io.miaou.server.EngineTransport;
import io.miaou.server.SocketLimits;
import io.miaou.websocket.Limits;
import io.miaou.websocket.Timeouts;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** docs/reference/options.md, made from the options themselves: their defaults, and what their Javadoc says of them. */
final class OptionsPage {
    /** Defaults that are another on another computer, or that stand for none. */
    private static final Map<String, String> SAID = Map.of(
            "inboundBudget", "a quarter of the heap",
            "outboundBudget", "a quarter of the heap",
            "maxConnections", "by the system",
            "maxSessions", "by the system",
            "origins", "none");

    private final StringBuilder page = new StringBuilder("""
            # Options of a Socket.IO server
            Made from the code by `OptionsPageTest`; do not edit. Every option that is out of its range is an
            `IllegalArgumentException` that names it, when the server is built.
            """);

    private OptionsPage() {}

    static String render() throws IOException {
        OptionsPage options = new OptionsPage();
        options.section(
                "Connections",
                "`builder.engine(e -> e.pingInterval(...))`; `path` is `builder.path(...)`, and `/socket.io` there.",
                EngineOptions.defaults());
        options.section(
                "Pages of other origins",
                "`builder.cors(c -> c.allowOrigin(...))`; without it, none.",
                CorsOptions.builder().allowOrigin("https://app.example").build());
        options.section(
                "Cookie",
                "`builder.engine(e -> e.cookie(new CookieOptions(...)))`; without it, none.",
                CookieOptions.DEFAULTS);
        options.section(
                "What clients and handlers may take",
                "`builder.limits(l -> l.maxAuthSize(...))`.",
                SocketLimits.DEFAULTS);
        options.section(
                "What a packet may hold",
                "`builder.limits(l -> l.packets(new PacketLimits(...)))`.",
                PacketLimits.DEFAULTS);
        options.section(
                "The port: how much", "`builder.web(w -> w.limits(l -> l.maxConnections(...)))`.", Limits.defaults());
        options.section(
                "The port: how long", "`builder.web(w -> w.timeouts(t -> t.close(...)))`.", Timeouts.defaults());
        return options.page.toString();
    }

    private void section(String title, String how, Record defaults) throws IOException {
        String source = source(defaults.getClass());
        page.append("\n## ").append(title).append("\n").append(how);
        page.append("\n\n| option | default | what it is |\n|---|---|---|\n");
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            String name = component.getName();
            String value = SAID.containsKey(name) ? SAID.get(name) : text(value(component, defaults));
            page.append("| `").append(name).append("` | ").append(value).append(" | ");
            page.append(described(source, name)).append(" |\n");
        }
    }

    private static @Nullable Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Optional<?> optional -> text(optional.orElse(null));
            case Collection<?> all when all.isEmpty() -> "none";
            case Collection<?> all ->
                all.stream().map(OptionsPage::text).sorted().collect(Collectors.joining(", "));
            case EngineTransport transport -> transport.wire();
            case Duration time -> text(time);
            case Integer number when number == Integer.MAX_VALUE -> "no limit";
            case Number number -> String.format(Locale.ROOT, "%,d", number.longValue());
            case Record other -> "see below";
            default -> "`" + value + "`";
        };
    }

    private static String text(Duration time) {
        long millis = time.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private static String source(Class<?> type) throws IOException {
        String path = "src/main/java/" + type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.list(Repository.ROOT)) {
            List<Path> found =
                    modules.map(m -> m.resolve(path)).filter(Files::exists).toList();
            return Files.readString(found.getFirst());
        }
    }

    /** What the first tag for that parameter says, in Markdown. */
    private static String described(String source, String name) {
        Matcher param = Pattern.compile("@param " + name + "\\s+(.*?)(?=\\n \\* @|\\n \\*/)", Pattern.DOTALL)
                .matcher(source);
        if (!param.find()) {
            throw new AssertionError("nothing is said of " + name);
        }
        return param.group(1)
                .replaceAll("\\s*\\n \\*\\s*", " ")
                .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
                .replaceAll("\\{@link\\s+([^}#]*#)?([^}]*)}", "`$2`")
                .replace("|", "\\|");
    }
}
