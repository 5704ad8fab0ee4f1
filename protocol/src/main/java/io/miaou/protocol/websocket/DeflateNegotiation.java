package io.miaou.protocol.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Offers, answers and judgements of permessage-deflate (RFC 7692 §5, §7.1).
 *
 * <p>An offer with a parameter that is unknown, given twice or of a wrong value is declined, and the next one is looked at
 * (§7.1: "A server MUST decline"). An answer with such a fault fails the connection (§7.1: "A client MUST _Fail the WebSocket
 * Connection_"). Stateless.
 */
final class DeflateNegotiation {
    static final String NAME = "permessage-deflate";

    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";

    private static final int ABSENT = 0;
    private static final int WITHOUT_VALUE = -1;
    private static final int INVALID = -2;

    private DeflateNegotiation() {}

    /** The agreement with the value of its header field. */
    record Agreement(DeflateParameters parameters, String answer) {}

    /** The parameters of one extension, read by name; a window is ABSENT, WITHOUT_VALUE or 8 to 15. */
    private record Given(boolean serverNoContext, boolean clientNoContext, int serverWindow, int clientWindow) {}

    // --- server ---------------------------------------------------------------------------------------------------

    /** The first offer that is valid, with what the server makes of it; null when there is none. */
    static @Nullable Agreement agree(List<ExtensionOffer> offers, DeflatePolicy policy) {
        return switch (policy) {
            case DeflatePolicy.Off off -> null;
            case DeflatePolicy.On wanted -> agree(offers, wanted);
        };
    }

    private static @Nullable Agreement agree(List<ExtensionOffer> offers, DeflatePolicy.On wanted) {
        for (ExtensionOffer offer : offers) {
            Given given = read(offer);
            if (given != null) {
                return agree(given, wanted);
            }
        }
        return null;
    }

    private static Agreement agree(Given given, DeflatePolicy.On wanted) {
        boolean serverNoContext = given.serverNoContext || wanted.serverNoContextTakeover();
        boolean clientNoContext = given.clientNoContext || wanted.clientNoContextTakeover(); // §7.1.1.2: also unasked
        int serverWindow = Math.min(orLargest(given.serverWindow), wanted.serverMaxWindowBits());
        boolean mayAsk = given.clientWindow != ABSENT; // §7.1.2.2: not unasked
        int clientWindow = mayAsk
                ? Math.min(orLargest(given.clientWindow), wanted.clientMaxWindowBits())
                : DeflateParameters.LARGEST_WINDOW;
        StringBuilder answer = new StringBuilder(NAME);
        append(answer, SERVER_NO_CONTEXT, serverNoContext);
        append(answer, CLIENT_NO_CONTEXT, clientNoContext);
        append(answer, SERVER_WINDOW, serverWindow, given.serverWindow != ABSENT);
        append(answer, CLIENT_WINDOW, clientWindow, given.clientWindow > 0);
        return new Agreement(
                new DeflateParameters(serverNoContext, clientNoContext, serverWindow, clientWindow), answer.toString());
    }

    // --- client ---------------------------------------------------------------------------------------------------

    /** The value of the header field of a client's offer. */
    static String offer(DeflatePolicy.On wanted) {
        StringBuilder offer = new StringBuilder(NAME);
        append(offer, SERVER_NO_CONTEXT, wanted.serverNoContextTakeover());
        append(offer, CLIENT_NO_CONTEXT, wanted.clientNoContextTakeover());
        append(offer, SERVER_WINDOW, wanted.serverMaxWindowBits(), false);
        if (wanted.clientMaxWindowBits() == DeflateParameters.LARGEST_WINDOW) {
            append(offer, CLIENT_WINDOW, true); // §7.1.2.2: without a value it only allows the server to ask
        } else {
            append(offer, CLIENT_WINDOW, wanted.clientMaxWindowBits(), true);
        }
        return offer.toString();
    }

    /** What the server made of an offer; null when that is no valid answer to any of them. */
    static @Nullable DeflateParameters judge(List<ExtensionOffer> offered, ExtensionOffer answered) {
        Given answer = read(answered);
        if (answer == null || answer.clientWindow == WITHOUT_VALUE) { // §7.1.2.2: in an answer it has a value
            return null;
        }
        for (ExtensionOffer offer : offered) {
            Given given = read(offer);
            if (given != null && fits(given, answer)) {
                return new DeflateParameters(
                        answer.serverNoContext,
                        answer.clientNoContext || given.clientNoContext,
                        orLargest(answer.serverWindow),
                        Math.min(orLargest(given.clientWindow), orLargest(answer.clientWindow)));
            }
        }
        return null;
    }

    /** Whether the answer grants what was asked for and asks for nothing that was not allowed. */
    private static boolean fits(Given offer, Given answer) {
        boolean context = answer.serverNoContext || !offer.serverNoContext; // §7.1.1.1
        boolean serverWindow = orLargest(answer.serverWindow) <= orLargest(offer.serverWindow); // §7.1.2.1
        boolean clientWindow = answer.clientWindow == ABSENT
                || (offer.clientWindow != ABSENT && answer.clientWindow <= orLargest(offer.clientWindow)); // §7.1.2.2
        return context && serverWindow && clientWindow;
    }

    // --- both -----------------------------------------------------------------------------------------------------

    /** The parameters when they are valid in an offer; null for another extension and for a fault. */
    private static @Nullable Given read(ExtensionOffer extension) {
        if (!extension.name().equals(NAME)) {
            return null;
        }
        boolean serverNoContext = false;
        boolean clientNoContext = false;
        int serverWindow = ABSENT;
        int clientWindow = ABSENT;
        Set<String> seen = new HashSet<>();
        for (ExtensionOffer.Parameter parameter : extension.parameters()) {
            if (!seen.add(parameter.name()) || !isValid(parameter)) {
                return null;
            }
            switch (parameter.name()) {
                case SERVER_NO_CONTEXT -> serverNoContext = true;
                case CLIENT_NO_CONTEXT -> clientNoContext = true;
                case SERVER_WINDOW -> serverWindow = windowBits(parameter.value());
                default -> clientWindow = windowBits(parameter.value());
            }
        }
        return new Given(serverNoContext, clientNoContext, serverWindow, clientWindow);
    }

    private static boolean isValid(ExtensionOffer.Parameter parameter) {
        return switch (parameter.name()) {
            case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> parameter.value().isEmpty();
            case SERVER_WINDOW -> windowBits(parameter.value()) > 0;
            case CLIENT_WINDOW -> windowBits(parameter.value()) != INVALID;
            default -> false;
        };
    }

    /** "a decimal integer value without leading zeroes between 8 to 15" (§7.1.2); quoted or not (RFC 6455 §9.1). */
    private static int windowBits(Optional<String> value) {
        return switch (value.orElse("")) {
            case "8" -> 8;
            case "9" -> 9;
            case "10" -> 10;
            case "11" -> 11;
            case "12" -> 12;
            case "13" -> 13;
            case "14" -> 14;
            case "15" -> 15;
            case "" -> WITHOUT_VALUE; // a token is never empty: there was no "="
            default -> INVALID;
        };
    }

    private static int orLargest(int window) {
        return window > 0 ? window : DeflateParameters.LARGEST_WINDOW;
    }

    private static void append(StringBuilder to, String name, boolean given) {
        if (given) {
            to.append("; ").append(name);
        }
    }

    private static void append(StringBuilder to, String name, int window, boolean always) {
        if (always || window < DeflateParameters.LARGEST_WINDOW) {
            to.append("; ").append(name).append('=').append(window);
        }
    }
}
