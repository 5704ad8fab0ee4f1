package io.miaou.protocol.socket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What stands in JSON where binary data belongs: {@code {"_placeholder":true,"num":0}}.
 *
 * <p>As in the reference, any object is one whose own member {@code _placeholder} is {@code true} (of members with the same
 * name the last counts), whatever else it has; objects inside a placeholder mean nothing.
 *
 * @param from where the object begins
 * @param to behind its end
 * @param num its member {@code num}; NaN when that is missing or no number
 */
public record Placeholder(int from, int to, double num) {
    private static final byte[] MARK = "\"_placeholder\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NUM = "\"num\"".getBytes(StandardCharsets.US_ASCII);

    /** Which attachment; -1 when the number is no whole number from 0 on. */
    public int index() {
        return num >= 0 && num == (int) num ? (int) num : -1;
    }

    /** Those in a validated JSON value, in the order in which they stand there. */
    public static List<Placeholder> in(byte[] json, int from, int to) {
        return new Search(json, to).run(from);
    }

    /** One walk over validated JSON; what is open is in arrays, not on the stack. */
    private static final class Search {
        private final byte[] json;
        private final int to;
        private final List<Placeholder> found = new ArrayList<>();
        private int depth = -1;
        private int[] opened = new int[8]; // where each open container begins
        private int[] foundBefore = new int[8]; // how many were found when it began
        private boolean[] marked = new boolean[8];
        private double[] nums = new double[8];

        Search(byte[] json, int to) {
            this.json = json;
            this.to = to;
        }

        List<Placeholder> run(int from) {
            int i = from;
            while (i < to) {
                switch (json[i]) {
                    case '[', '{' -> open(i++);
                    case ']', '}' -> close(++i);
                    case '"' -> i = string(i);
                    default -> i++; // of a number or a literal, white space, a comma
                }
            }
            return found;
        }

        private void open(int at) {
            if (++depth == opened.length) {
                opened = Arrays.copyOf(opened, 2 * depth);
                foundBefore = Arrays.copyOf(foundBefore, 2 * depth);
                marked = Arrays.copyOf(marked, 2 * depth);
                nums = Arrays.copyOf(nums, 2 * depth);
            }
            opened[depth] = at;
            foundBefore[depth] = found.size();
            marked[depth] = false;
            nums[depth] = Double.NaN;
        }

        private void close(int end) {
            if (marked[depth]) {
                found.subList(foundBefore[depth], found.size()).clear();
                found.add(new Placeholder(opened[depth], end, nums[depth]));
            }
            depth--;
        }

        /** A value is skipped; a member's name may be one of the two that matter. */
        private int string(int at) {
            int end = JsonScanner.string(json, at, to);
            int colon = JsonScanner.space(json, end, to);
            if (colon == to || json[colon] != ':') {
                return end;
            }
            int value = JsonScanner.space(json, colon + 1, to);
            if (is(at, end, MARK)) {
                marked[depth] = json[value] == 't';
            } else if (is(at, end, NUM)) {
                nums[depth] = number(value);
            }
            return value;
        }

        private boolean is(int from, int end, byte[] name) {
            if (Arrays.equals(json, from, end, name, 0, name.length)) {
                return true;
            }
            String text = JsonText.readString(json, from, end); // an escape may hide it
            return text.length() == name.length - 2
                    && text.equals(new String(name, 1, name.length - 2, StandardCharsets.US_ASCII));
        }

        private double number(int at) {
            int end = JsonScanner.number(json, at, to, Integer.MAX_VALUE);
            return end < 0 ? Double.NaN : Double.parseDouble(new String(json, at, end - at, StandardCharsets.US_ASCII));
        }
    }
}
