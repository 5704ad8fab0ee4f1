package io.miaou.protocol.socket;

/**
 * Numbers as JavaScript writes them (ECMA-262, Number::toString): the fewest digits that lead back to the number, with an
 * exponent from 10<sup>21</sup> on and below 10<sup>-6</sup>. The digits are Java's own; the layout is made here.
 */
final class NumberText {
    private NumberText() {}

    static String of(double value) {
        if (value == 0) {
            return "0"; // -0 too
        }
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "Infinity" : "-Infinity";
        }
        String text = Double.toString(Math.abs(value));
        return sign(value < 0, Math.abs(value) < 1e-300 ? shortest(text) : text);
    }

    static String of(float value) {
        return sign(value < 0, Float.toString(Math.abs(value)));
    }

    private static String sign(boolean negative, String javaText) {
        return negative ? "-" + layout(javaText) : layout(javaText);
    }

    /** Java never writes less than two digits, which makes a difference where numbers are sparse: 4.9E-324 is 5e-324. */
    private static String shortest(String javaText) {
        if (javaText.charAt(3) != 'E' || javaText.charAt(2) == '0') {
            return javaText; // more than two digits, or one already
        }
        String exponent = javaText.substring(3);
        int tenths = 10 * (javaText.charAt(0) - '0') + javaText.charAt(2) - '0';
        String one = (tenths + 5) / 10 + ".0" + exponent;
        return Double.parseDouble(one) == Double.parseDouble(javaText) ? one : javaText;
    }

    private static String layout(String javaText) {
        int e = javaText.indexOf('E');
        int exponent = e < 0 ? 0 : Integer.parseInt(javaText, e + 1, javaText.length(), 10);
        String mantissa = e < 0 ? javaText : javaText.substring(0, e);
        int dot = mantissa.indexOf('.');
        String all = mantissa.substring(0, dot) + mantissa.substring(dot + 1);
        int first = 0;
        while (first < all.length() - 1 && all.charAt(first) == '0') {
            first++;
        }
        int last = all.length();
        while (last > first + 1 && all.charAt(last - 1) == '0') {
            last--;
        }
        return layout(all.substring(first, last), dot - first + exponent);
    }

    /** The number is 0.DIGITS times ten to the {@code point}. */
    private static String layout(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + '.' + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String fraction = count == 1 ? "" : '.' + digits.substring(1);
        return digits.charAt(0) + fraction + (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
    }
}
