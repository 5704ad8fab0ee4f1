package io.miaou.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which pages of other origins may talk to the engine, and what their browsers are told (the Fetch standard, "CORS protocol"). With
 * none, pages of the server's own origin alone may.
 *
 * @param anyOrigin whether all may
 * @param origins those that may, such as {@code https://app.example}; a single one is told to every browser, of several each is told its own
 * @param patterns those that may, by a pattern that fits the whole origin
 * @param methods named in the answer to a preflight
 * @param allowedHeaders named in it; empty for those that the browser asks for
 * @param exposedHeaders that scripts may read
 * @param credentials whether cookies may be sent along
 * @param maxAge how long a browser may remember a preflight; empty for its own default
 */
public record CorsOptions(
        boolean anyOrigin,
        List<String> origins,
        List<Pattern> patterns,
        List<String> methods,
        List<String> allowedHeaders,
        List<String> exposedHeaders,
        boolean credentials,
        Optional<Duration> maxAge) {
    private static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE");

    /** @throws IllegalArgumentException when nobody is allowed, or everybody with credentials */
    public CorsOptions {
        origins = List.copyOf(origins);
        patterns = List.copyOf(patterns);
        methods = List.copyOf(methods);
        allowedHeaders = List.copyOf(allowedHeaders);
        exposedHeaders = List.copyOf(exposedHeaders);
        if (anyOrigin && credentials) {
            throw new IllegalArgumentException("credentials with any origin would let every page act for its visitor,"
                    + " and browsers refuse it: name the origins");
        }
        if (!anyOrigin && origins.isEmpty() && patterns.isEmpty()) {
            throw new IllegalArgumentException("no origin is allowed: give allowOrigin, or leave cors out");
        }
        for (String origin : origins) {
            if (!origin.equals("null") && (!origin.contains("://") || origin.endsWith("/"))) {
                throw new IllegalArgumentException(
                        "origin \"" + origin
                                + "\" is none that a browser sends: give scheme://host or scheme://host:port without a slash at the end");
            }
        }
    }

    /** Whether a page of that origin may. */
    public boolean allows(String origin) {
        if (anyOrigin || origins.contains(origin)) {
            return true;
        }
        for (Pattern pattern : patterns) {
            if (pattern.matcher(origin).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Begins with nobody allowed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is allowed. One thread at a time. */
    public static final class Builder {
        private boolean anyOrigin;
        private final List<String> origins = new ArrayList<>();
        private final List<Pattern> patterns = new ArrayList<>();
        private List<String> methods = METHODS;
        private List<String> allowedHeaders = List.of();
        private List<String> exposedHeaders = List.of();
        private boolean credentials;
        private Optional<Duration> maxAge = Optional.empty();

        private Builder() {}

        /** Allows an origin; {@code *} allows all. */
        public Builder allowOrigin(String origin) {
            if (origin.equals("*")) {
                anyOrigin = true;
            } else {
                origins.add(origin);
            }
            return this;
        }

        /** Allows the origins that a pattern fits as a whole. */
        public Builder allowOrigin(Pattern pattern) {
            patterns.add(pattern);
            return this;
        }

        /** Sets {@link CorsOptions#methods}. */
        public Builder methods(String... names) {
            methods = List.of(names);
            return this;
        }

        /** Sets {@link CorsOptions#allowedHeaders}. */
        public Builder allowedHeaders(String... names) {
            allowedHeaders = List.of(names);
            return this;
        }

        /** Sets {@link CorsOptions#exposedHeaders}. */
        public Builder exposedHeaders(String... names) {
            exposedHeaders = List.of(names);
            return this;
        }

        /** Sets {@link CorsOptions#credentials}. */
        public Builder credentials(boolean allowed) {
            credentials = allowed;
            return this;
        }

        /** Sets {@link CorsOptions#maxAge}. */
        public Builder maxAge(Duration age) {
            maxAge = Optional.of(age);
            return this;
        }

        /** The options. */
        public CorsOptions build() {
            return new CorsOptions(
                    anyOrigin, origins, patterns, methods, allowedHeaders, exposedHeaders, credentials, maxAge);
        }
    }
}
